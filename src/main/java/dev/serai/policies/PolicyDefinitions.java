package dev.serai.policies;

import dev.serai.config.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * The routes of policy files, as definitions that are not yet in any context. Several versions of them live in a context side
 * by side, under names of their own.
 */
final class PolicyDefinitions {
    static final String DIRECT = "direct:";

    private PolicyDefinitions() {}

    /** Reads the routes of a file; throws whatever Camel throws of a file that is wrong. */
    static List<RouteDefinition> read(CamelContext camel, ConfigFile file) throws Exception {
        List<RouteDefinition> routes = new ArrayList<>();
        for (RoutesBuilder builder : PluginHelper.getRoutesLoader(camel)
                .findRoutesBuilders(ResourceHelper.fromBytes(file.name(), file.content()))) {
            RouteBuilder loaded = (RouteBuilder) builder;
            loaded.configureRoutes(camel);
            routes.addAll(loaded.getRouteCollection().getRoutes());
        }
        // Who calls a policy deals with what it throws.
        routes.stream()
                .filter(route -> !route.isErrorHandlerFactorySet())
                .forEach(route -> route.errorHandler(new NoErrorHandlerDefinition()));
        return routes;
    }

    /** What a route is called by: {@code direct:} and its name, or whatever else it comes from. */
    static String input(RouteDefinition route) {
        return withoutSlashes(route.getInput().getEndpointUri());
    }

    /** The {@code direct:} routes that a route calls, by name; those of a {@code toD} are not known before it runs. */
    static Set<String> calls(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class).stream()
                .map(to -> withoutSlashes(to.getEndpointUri()))
                .filter(uri -> uri.startsWith(DIRECT))
                .map(PolicyDefinitions::name)
                .collect(Collectors.toSet());
    }

    /** Gives all routes the name that this version has, where they stand and where they call one another. */
    static void rename(List<RouteDefinition> routes, String suffix) {
        Set<String> own = routes.stream()
                .map(PolicyDefinitions::input)
                .map(PolicyDefinitions::name)
                .collect(Collectors.toSet());
        for (RouteDefinition route : routes) {
            route.setId(route.getRouteId() + suffix);
            route.setNodePrefixId(suffix + "-");
            route.getInput().setUri(input(route) + suffix);
            for (SendDefinition<?> to :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)) {
                String uri = withoutSlashes(to.getEndpointUri());
                if (uri.startsWith(DIRECT) && own.contains(name(uri))) {
                    to.setUri(uri + suffix);
                }
            }
            for (ToDynamicDefinition to :
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)) {
                String uri = withoutSlashes(to.getUri());
                if (uri.startsWith(DIRECT) && own.contains(name(uri))) {
                    to.setUri(uri + suffix);
                }
            }
        }
    }

    static void add(CamelContext camel, List<RouteDefinition> routes) throws Exception {
        ((ModelCamelContext) camel).addRouteDefinitions(routes);
    }

    private static String name(String uri) {
        int query = uri.indexOf('?');
        return uri.substring(uri.indexOf(':') + 1, query < 0 ? uri.length() : query);
    }

    private static String withoutSlashes(String uri) {
        return uri.startsWith("direct://") ? DIRECT + uri.substring("direct://".length()) : uri;
    }
}
