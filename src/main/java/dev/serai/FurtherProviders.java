package dev.serai;

import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.models.AskShadow;
import dev.serai.providers.Breakers;
import dev.serai.providers.ProviderTransport;
import dev.serai.providers.ProviderType;
import dev.serai.providers.RouteNames;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beans of every provider, and the routes of those that only the mapping names, and of those that are some model's shadow:
 * made from the template of their type at start, added and removed by a reload. Used by one thread at a time.
 */
final class FurtherProviders {
    private static final Logger LOG = LoggerFactory.getLogger(FurtherProviders.class);
    private static final String SANDBOX = "sandbox";
    private static final String PROVIDER = "provider-";
    private static final String NATIVE = "native-";

    private final Components parts;
    /** The ids of the routes that were made here. */
    private final Set<String> routed = new HashSet<>();
    /** The names under which beans are bound. */
    private final Set<String> bound = new HashSet<>();

    private final Set<String> gauged = new HashSet<>();

    FurtherProviders(Components parts) {
        this.parts = parts;
    }

    /** Gives every provider its breaker and its transport, under the names that routes use, and the further ones a route. */
    void add(CamelContext camel, ModelMapping mapping) {
        bind(camel.getRegistry(), mapping);
        addRoutes(camel, mapping);
    }

    /** What routes look up when they are made. */
    void bind(Registry registry, ModelMapping mapping) {
        for (ProviderSettings provider : mapping.providers().values()) {
            bind(registry, provider, parts.routeNames.of(provider), parts.breakers);
            if (gauged.add(provider.name())) {
                gauges(provider.name());
            }
        }
        for (ProviderSettings provider : shadows(mapping)) {
            bind(registry, provider, shadowName(provider), parts.shadows.breakers);
        }
        if (bound.add(SANDBOX)) {
            // Switched off it has a route all the same, which nothing leads to.
            registry.bind("serai-breaker-" + SANDBOX, CircuitBreaker.ofDefaults(SANDBOX));
        }
    }

    private void bind(Registry registry, ProviderSettings provider, String name, Breakers breakers) {
        if (bound.add(name)) {
            registry.bind("serai-breaker-" + name, breakers.of(provider));
            parts.type(provider)
                    .ifPresent(type -> registry.bind(
                            "serai-transport-" + name,
                            HttpClientConfigurer.class,
                            new ProviderTransport(type.credentials(), parts.connections)));
        }
    }

    /** Adds the routes that are missing. */
    void addRoutes(CamelContext camel, ModelMapping mapping) {
        for (ProviderSettings provider : mapping.providers().values()) {
            String name = parts.routeNames.of(provider);
            if (isFurther(provider)) {
                add(camel, provider.type() + "-provider", PROVIDER, name);
            }
            if (!parts.embedded && isCallable(provider)) {
                add(camel, "native-provider", NATIVE, name);
            }
        }
        for (ProviderSettings provider : shadows(mapping)) {
            add(camel, provider.type() + "-provider", PROVIDER, shadowName(provider));
        }
    }

    /**
     * Removes the routes of providers that the mapping names no more.
     *
     * @return whether that is done: a route that somebody is on stays until the next time, for to stop it would be to wait
     */
    boolean removeRoutes(CamelContext camel, ModelMapping mapping) {
        boolean done = true;
        for (String id : Set.copyOf(routed)) {
            String name = id.substring(id.indexOf('-') + 1);
            if (!mapping.providers().containsKey(RouteNames.provider(name))) {
                if (camel.getInflightRepository().size(id) > 0) {
                    done = false;
                } else {
                    remove(camel, id);
                }
            }
        }
        return done;
    }

    /** Those that get copies of some model's requests. */
    private List<ProviderSettings> shadows(ModelMapping mapping) {
        return mapping.models().stream()
                .map(MappedModel::policies)
                .map(policies -> policies.shadow())
                .filter(Objects::nonNull)
                .map(TrafficShare::target)
                .map(ModelTarget::provider)
                .filter(provider -> parts.type(provider).isPresent())
                .distinct()
                .toList();
    }

    private String shadowName(ProviderSettings provider) {
        return parts.routeNames.of(provider) + AskShadow.SUFFIX;
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

    private void add(CamelContext camel, String template, String prefix, String name) {
        String id = prefix + name;
        if (!routed.add(id)) {
            return;
        }
        try {
            TemplatedRouteBuilder.builder(camel, template)
                    .routeId(id)
                    .parameter("name", name)
                    .add();
        } catch (RuntimeException e) {
            routed.remove(id);
            throw new IllegalStateException("The route " + id + " can't be made", e);
        }
        LOG.info("the route {} is made from the template {}", id, template);
    }

    private void remove(CamelContext camel, String id) {
        try {
            camel.getRouteController().stopRoute(id);
            camel.removeRoute(id);
            routed.remove(id);
            LOG.info("the route {} is gone: its provider is no more", id);
        } catch (Exception e) {
            LOG.error("The route {} can't be removed", id, e);
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
