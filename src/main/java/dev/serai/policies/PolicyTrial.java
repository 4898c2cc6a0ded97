package dev.serai.policies;

import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.ModelMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Tries policies in a Camel context that serves nobody: read, checked, built and started as they will be, so that the gateway's
 * own context never meets one that is wrong. It has the gateway's beans and properties, by their names. Used by one thread at a
 * time.
 */
final class PolicyTrial {
    private static final Pattern FAILED_NODE = Pattern.compile(">>> \\w+\\[(?:\\w+:)?([^\\]]+)\\] <<<");

    private final CamelContext camel;

    PolicyTrial(CamelContext camel) {
        this.camel = camel;
    }

    /** Everything that is wrong with these; empty: they can be put to use. */
    List<ConfigurationProblem> problems(PolicySet policies, ModelMapping mapping) {
        List<ConfigurationProblem> problems = new ArrayList<>();
        // Definitions are there before the routes are: policies are tried before the context has started.
        Set<String> elsewhere = ((ModelCamelContext) camel)
                .getRouteDefinitions().stream()
                        .map(PolicyDefinitions::input)
                        .filter(input -> input.startsWith(PolicyDefinitions.DIRECT))
                        .map(input -> input.substring(PolicyDefinitions.DIRECT.length()))
                        .collect(Collectors.toSet());
        try (DefaultCamelContext scratch = scratch()) {
            scratch.start();
            for (int i = 0; i < policies.files().size(); i++) {
                problems.addAll(
                        tried(scratch, policies.names().get(i), policies.files().get(i), mapping, elsewhere));
            }
        } catch (Exception e) {
            problems.add(PolicyFiles.problem("routes/policies", "", "can't be tried: " + e.getMessage()));
        }
        return problems;
    }

    private static List<ConfigurationProblem> tried(
            CamelContext scratch, String name, ConfigFile file, ModelMapping mapping, Set<String> elsewhere) {
        try {
            List<RouteDefinition> routes = PolicyDefinitions.read(scratch, file);
            List<ConfigurationProblem> wrong = new PolicyRules(file, mapping).check(name, routes, elsewhere);
            if (wrong.isEmpty()) {
                PolicyDefinitions.add(scratch, routes);
            }
            return wrong;
        } catch (Exception e) {
            return List.of(problem(file, e));
        }
    }

    private DefaultCamelContext scratch() throws Exception {
        DefaultCamelContext scratch = new DefaultCamelContext(false);
        scratch.getCamelContextExtension().setRegistry(new DefaultRegistry(new ByName(camel)));
        scratch.getCamelContextExtension().setName(camel.getName() + "-trial");
        scratch.setSourceLocationEnabled(true);
        scratch.disableJMX();
        scratch.build();
        scratch.getPropertiesComponent().addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "gateway";
            }

            @Override
            public String getProperty(String name) {
                return camel.getPropertiesComponent().resolveProperty(name).orElse(null);
            }
        });
        KameletComponent kamelets = camel.getComponent("kamelet", KameletComponent.class);
        scratch.getComponent("kamelet", KameletComponent.class).setLocation(kamelets.getLocation());
        return scratch;
    }

    private static ConfigurationProblem problem(ConfigFile file, Exception failure) {
        Throwable deepest = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                return new ConfigurationProblem(
                        file.name(),
                        marked.getProblemMark().get().getLine() + 1,
                        marked.getProblemMark().get().getColumn() + 1,
                        "",
                        marked.getProblem(),
                        null);
            }
            deepest = each;
        }
        int line = line(file, failure);
        return new ConfigurationProblem(
                file.name(), line, line == 0 ? 0 : 1, "", String.valueOf(deepest.getMessage()), null);
    }

    /** Camel says which step can't be built, not where it stands: the line that names what it names. */
    private static int line(ConfigFile file, Exception failure) {
        Matcher failed = FAILED_NODE.matcher(String.valueOf(failure.getMessage()));
        if (!failed.find()) {
            return 0;
        }
        List<String> lines = new String(file.content(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(failed.group(1))) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Beans by their names alone: what is looked for by its type is started and stopped with the context that finds it. */
    private record ByName(CamelContext camel) implements BeanRepository {
        @Override
        public Object lookupByName(String name) {
            return camel.getRegistry().lookupByName(name);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return camel.getRegistry().lookupByNameAndType(name, type);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Set.of();
        }
    }
}
