package dev.serai;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Transformer;
import org.apache.camel.spi.TransformerKey;

/**
 * An application's Camel context as it was before a gateway came: what is put back if the gateway can't come whole. Used by one
 * thread, and nobody else changes the context meanwhile.
 */
final class ContextBefore {
    private final CamelContext camel;
    private final Model model;
    private final KameletComponent kamelets;
    private final String kameletLocation;
    private final List<RouteDefinition> routes;
    private final List<RouteConfigurationDefinition> routeConfigurations;
    private final List<RouteTemplateDefinition> templates;
    private final Set<TransformerKey> transformers;
    private final NotedBeans beans;

    ContextBefore(CamelContext camel) {
        this.camel = camel;
        this.model = (ModelCamelContext) camel;
        this.kamelets = camel.getComponent("kamelet", KameletComponent.class);
        this.kameletLocation = kamelets.getLocation();
        this.routes = List.copyOf(model.getRouteDefinitions());
        this.routeConfigurations = List.copyOf(model.getRouteConfigurationDefinitions());
        this.templates = List.copyOf(model.getRouteTemplateDefinitions());
        this.transformers = Set.copyOf(camel.getTransformerRegistry().keySet());
        this.beans = new NotedBeans(camel.getRegistry());
    }

    /** Through which the gateway binds its beans. */
    NotedBeans beans() {
        return beans;
    }

    /**
     * Camel takes a route out for another one of the same id, and says nothing.
     *
     * @throws IllegalStateException if a route of the application's has gone so
     */
    void allRoutesAreThere() {
        List<String> lost =
                lost().stream().map(OptionalIdentifiedDefinition::getId).toList();
        if (!lost.isEmpty()) {
            throw new IllegalStateException("The application's routes " + String.join(", ", lost)
                    + " have ids of the gateway's: give them others"
                    + " (docs/how-to/embed-in-a-camel-application.md lists those that are taken)");
        }
    }

    private List<RouteDefinition> lost() {
        return without(routes, model.getRouteDefinitions());
    }

    /** Takes out what has been added, and brings back what that has displaced. */
    void restore() throws Exception {
        List<RouteDefinition> lost = lost();
        try {
            takeOut();
        } finally {
            kamelets.setLocation(kameletLocation);
            beans.takeBack();
        }
        model.addRouteDefinitions(lost);
    }

    private void takeOut() throws Exception {
        model.removeRouteDefinitions(without(model.getRouteDefinitions(), routes));
        model.removeRouteTemplateDefinitions(without(model.getRouteTemplateDefinitions(), templates));
        for (RouteConfigurationDefinition added :
                without(model.getRouteConfigurationDefinitions(), routeConfigurations)) {
            model.removeRouteConfiguration(added);
        }
        Map<TransformerKey, Transformer> now = camel.getTransformerRegistry();
        Set.copyOf(now.keySet()).stream()
                .filter(key -> !transformers.contains(key))
                .forEach(now::remove);
    }

    /** By identity: definitions that say the same are equal. */
    private static <T> List<T> without(Collection<T> all, Collection<T> others) {
        Set<T> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(others);
        return all.stream().filter(each -> !left.contains(each)).toList();
    }
}
