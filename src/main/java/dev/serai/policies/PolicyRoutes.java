package dev.serai.policies;

import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.ModelMapping;
import dev.serai.config.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies' routes in a Camel context. Each version of them has names of its own, and the list of those in use changes in
 * one step: a request that has begun with a version ends with it. {@link #inUse} may be asked by any thread, all else is one
 * thread's.
 */
public final class PolicyRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyRoutes.class);

    private final Settings settings;
    private final PolicyFiles files;
    private volatile PolicyVersion inUse = PolicyVersion.NONE;
    private List<String> routes = List.of();
    private @Nullable PolicySet policies;
    private int version;

    public PolicyRoutes(Settings settings) {
        this.settings = settings;
        this.files = new PolicyFiles(PolicySettings.of(settings).folder());
    }

    /** What a request goes by that comes now. */
    public PolicyVersion inUse() {
        return inUse;
    }

    /**
     * The list and its files as they are now.
     *
     * @throws InvalidConfigurationException if the list is wrong, or a file is missing or can't be read
     */
    PolicySet read() {
        return files.read(PolicySettings.namesNow(settings));
    }

    /** The bytes of the route that calls the policies, where the folder has one. */
    ByteBuffer caller() {
        return ByteBuffer.wrap(files.caller());
    }

    /**
     * Puts the files to use as they are now.
     *
     * @throws InvalidConfigurationException with everything that is wrong with them; then nothing has changed
     */
    public void load(CamelContext camel, ModelMapping mapping) {
        use(camel, read(), mapping);
    }

    /**
     * Puts policies to use.
     *
     * @return the route ids of the version before, which nobody new will call
     * @throws InvalidConfigurationException with everything that is wrong with them; then nothing has changed
     */
    public List<String> use(CamelContext camel, PolicySet changed, ModelMapping mapping) {
        List<ConfigurationProblem> problems = problems(camel, changed, mapping);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        version++;
        String suffix = "~" + version;
        List<String> before = routes;
        routes = add(camel, changed.files(), suffix);
        inUse = PolicyVersion.of(changed.listed(), suffix);
        if (policies != null || !changed.shipped()) {
            LOG.info("policies in use: {}", inUse);
        }
        policies = changed;
        return before;
    }

    /**
     * What to put to use with a mapping that is about to be: the policies in use if they go with it, else those that are there
     * now, which somebody may have changed together with it.
     *
     * @return null where those in use may stay
     * @throws InvalidConfigurationException if neither go with it, with what is wrong with those in use
     */
    public @Nullable PolicySet fitting(CamelContext camel, ModelMapping mapping) {
        List<ConfigurationProblem> problems = policies == null ? List.of() : problems(camel, policies, mapping);
        if (problems.isEmpty()) {
            return null;
        }
        PolicySet now = read();
        if (!problems(camel, now, mapping).isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return now;
    }

    /** What the jar has names no model and no provider, and the build has tried it. */
    private static List<ConfigurationProblem> problems(CamelContext camel, PolicySet tried, ModelMapping mapping) {
        return tried.shipped() ? List.of() : new PolicyTrial(camel).problems(tried, mapping);
    }

    private static List<String> add(CamelContext camel, List<ConfigFile> files, String suffix) {
        List<RouteDefinition> definitions = new ArrayList<>();
        try {
            for (ConfigFile file : files) {
                definitions.addAll(PolicyDefinitions.read(camel, file));
            }
            PolicyDefinitions.rename(definitions, suffix);
            PolicyDefinitions.add(camel, definitions);
        } catch (Exception e) {
            remove(camel, definitions.stream().map(RouteDefinition::getRouteId).toList());
            LOG.error("policies that were tried can't be put to use", e);
            throw new InvalidConfigurationException(
                    List.of(PolicyFiles.problem("routes/policies", "", "can't be put to use: " + e.getMessage())));
        }
        return definitions.stream().map(RouteDefinition::getRouteId).toList();
    }

    /** Takes routes out of a context that nobody will call any more; waits for those who still do. */
    public static void remove(CamelContext camel, List<String> routes) {
        for (String route : routes) {
            try {
                if (camel.getRoute(route) != null) {
                    camel.getRouteController().stopRoute(route);
                    camel.removeRoute(route);
                }
            } catch (Exception e) {
                LOG.error("the policy route {} can't be removed", route, e);
            }
        }
    }
}
