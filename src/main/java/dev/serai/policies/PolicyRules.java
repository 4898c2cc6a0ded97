package dev.serai.policies;

import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.ModelMapping;
import dev.serai.config.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.jspecify.annotations.Nullable;

/** What a policy has to be beside valid YAML. Finds everything that is wrong with one file. */
final class PolicyRules {
    private final ConfigFile file;
    private final ModelMapping mapping;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    PolicyRules(ConfigFile file, ModelMapping mapping) {
        this.file = file;
        this.mapping = mapping;
    }

    /**
     * @param name the policy's
     * @param elsewhere the {@code direct:} names that other routes take
     */
    List<ConfigurationProblem> check(String name, List<RouteDefinition> routes, Set<String> elsewhere) {
        List<String> inputs = routes.stream().map(PolicyDefinitions::input).toList();
        if (!inputs.contains(PolicyDefinitions.DIRECT + name)) {
            problem(0, "no route of the file comes from direct:" + name + ", by which the policy is called", null);
        }
        for (RouteDefinition route : routes) {
            if (!PolicyDefinitions.input(route).startsWith(PolicyDefinitions.DIRECT)) {
                problem(
                        line(route),
                        "a policy's route comes from direct:, not from " + PolicyDefinitions.input(route),
                        null);
            }
            for (String called : PolicyDefinitions.calls(route)) {
                if (!inputs.contains(PolicyDefinitions.DIRECT + called) && !elsewhere.contains(called)) {
                    problem(
                            line(route),
                            "direct:" + called + " is called, and no route takes it",
                            Suggestions.didYouMean(called, elsewhere));
                }
            }
            for (StopDefinition stop :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), StopDefinition.class)) {
                problem(
                        line(stop),
                        "stop would end the request without an answer",
                        "set the variable " + PolicyVariables.REFUSE + " to refuse it");
            }
            for (SetVariableDefinition set :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SetVariableDefinition.class)) {
                if (set.getExpression() instanceof ConstantExpression constant) {
                    value(set, constant.getExpression());
                }
            }
        }
        return problems;
    }

    /** What stands there as it is can be judged before a request meets it. */
    private void value(SetVariableDefinition set, String value) {
        switch (set.getName()) {
            case PolicyVariables.USE_MODEL -> {
                if (mapping.model(value).isEmpty()) {
                    List<String> names =
                            mapping.models().stream().map(model -> model.name()).toList();
                    unknown(set, value, "a model of the mapping", names);
                }
            }
            case PolicyVariables.ONLY_PROVIDERS,
                    PolicyVariables.WITHOUT_PROVIDERS,
                    PolicyVariables.PREFER_PROVIDERS -> {
                for (String name : value.split(",")) {
                    provider(set, name.strip());
                }
            }
            case PolicyVariables.FIRST_TARGET -> {
                if (value.indexOf('/') < 1) {
                    problem(line(set), "firstTarget is not a provider, a slash and its model: \"" + value + "\"", null);
                } else {
                    provider(set, value.substring(0, value.indexOf('/')));
                }
            }
            case PolicyVariables.REFUSE_CODE -> {
                if (!PolicyCodes.known(value)) {
                    unknown(set, value, "a code that a policy may refuse with", PolicyCodes.all());
                }
            }
            default -> {}
        }
    }

    private void provider(SetVariableDefinition set, String name) {
        if (!mapping.providers().containsKey(name)) {
            unknown(set, name, "a provider", mapping.providers().keySet());
        }
    }

    private void unknown(SetVariableDefinition set, String value, String what, Collection<String> known) {
        problem(line(set), set.getName() + ": \"" + value + "\" is not " + what, Suggestions.didYouMean(value, known));
    }

    private void problem(int line, String message, @Nullable String suggestion) {
        problems.add(new ConfigurationProblem(file.name(), line, line == 0 ? 0 : 1, "", message, suggestion));
    }

    private static int line(OptionalIdentifiedDefinition<?> node) {
        return Math.max(0, node.getLineNumber());
    }
}
