package dev.serai;

import dev.serai.config.ModelMapping;
import dev.serai.config.ProviderSettings;
import dev.serai.providers.ProviderTransport;
import dev.serai.providers.ProviderType;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beans of every provider, and the routes of those that only the mapping names: made from the template of their type at
 * start, added and removed by a reload. Used by one thread at a time.
 */
final class FurtherProviders {
    private static final Logger LOG = LoggerFactory.getLogger(FurtherProviders.class);
    private static final String SANDBOX = "sandbox";

    private final Components parts;
    private final Set<String> routed = new HashSet<>();
    private final Set<String> routedNatively = new HashSet<>();
    private final Set<String> bound = new HashSet<>();

    FurtherProviders(Components parts) {
        this.parts = parts;
    }

    /** Gives every provider its breaker and its transport, under the names that routes use, and the further ones a route. */
    void add(CamelContext camel, ModelMapping mapping) {
        bind(camel, mapping);
        addRoutes(camel, mapping);
    }

    /** What routes look up when they are made. */
    void bind(CamelContext camel, ModelMapping mapping) {
        for (ProviderSettings provider : mapping.providers().values()) {
            String name = provider.name();
            if (bound.add(name)) {
                camel.getRegistry().bind("serai-breaker-" + name, parts.breakers.of(provider));
                parts.type(provider).ifPresent(type -> camel.getRegistry()
                        .bind(
                                "serai-transport-" + name,
                                HttpClientConfigurer.class,
                                new ProviderTransport(type.credentials(), parts.connections)));
                gauges(name);
            }
        }
        if (bound.add(SANDBOX)) {
            // Switched off it has a route all the same, which nothing leads to.
            camel.getRegistry().bind("serai-breaker-" + SANDBOX, CircuitBreaker.ofDefaults(SANDBOX));
        }
    }

    /** Adds the routes that are missing. */
    void addRoutes(CamelContext camel, ModelMapping mapping) {
        for (ProviderSettings provider : mapping.providers().values()) {
            if (isFurther(provider) && routed.add(provider.name())) {
                add(camel, provider, provider.type() + "-provider", "provider-", routed);
            }
            if (isCallable(provider) && routedNatively.add(provider.name())) {
                add(camel, provider, "native-provider", "native-", routedNatively);
            }
        }
    }

    /** Removes the routes of providers that the mapping names no more. */
    void removeRoutes(CamelContext camel, ModelMapping mapping) {
        removeRoutes(camel, mapping, "provider-", routed);
        removeRoutes(camel, mapping, "native-", routedNatively);
    }

    private static void removeRoutes(CamelContext camel, ModelMapping mapping, String prefix, Set<String> routed) {
        for (String name : Set.copyOf(routed)) {
            if (!mapping.providers().containsKey(name)) {
                remove(camel, name, prefix, routed);
            }
        }
    }

    /** One that this release can call, and that has no route file of its own. */
    private boolean isFurther(ProviderSettings provider) {
        return parts.type(provider)
                .map(ProviderType::name)
                .filter(type -> !type.equals(provider.name()))
                .isPresent();
    }

    /** One whose own API can be called: a route that nobody could use would only make the start longer. */
    private boolean isCallable(ProviderSettings provider) {
        return provider.enabled()
                && provider.configured()
                && parts.type(provider).isPresent();
    }

    private static void add(
            CamelContext camel, ProviderSettings provider, String template, String prefix, Set<String> routed) {
        try {
            TemplatedRouteBuilder.builder(camel, template)
                    .routeId(prefix + provider.name())
                    .parameter("name", provider.name())
                    .add();
        } catch (RuntimeException e) {
            routed.remove(provider.name());
            throw new IllegalStateException("The route of the provider " + provider.name() + " can't be made", e);
        }
        LOG.info("provider {} has a route from the template {}", provider.name(), template);
    }

    private static void remove(CamelContext camel, String name, String prefix, Set<String> routed) {
        try {
            camel.getRouteController().stopRoute(prefix + name);
            camel.removeRoute(prefix + name);
            routed.remove(name);
            LOG.info("provider {} has no route {} any more", name, prefix + name);
        } catch (Exception e) {
            LOG.error("The route of the provider {} can't be removed", name, e);
        }
    }

    private void gauges(String name) {
        parts.metrics.gauge("ai_proxy_provider_up", parts.readiness, ready -> ready.up(name), "provider", name);
        for (String state : new String[] {"closed", "open", "half_open"}) {
            parts.metrics.gauge(
                    "ai_proxy_breaker_state",
                    parts,
                    of -> of.breakerState(name).equals(state) ? 1 : 0,
                    "provider",
                    name,
                    "state",
                    state);
        }
    }
}
