package dev.serai.models;

import dev.serai.auth.Caller;
import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.LoadBalancing;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Turns the model's name into the plan: the targets that may serve it, in order. Thread-safe. */
public final class ResolveModel implements Processor {
    /** As many as attempt-providers.camel.yaml has. */
    static final int SLOTS = 8;

    private final Function<ProviderSettings, List<String>> missing;
    private final LoadBalancer balancer;

    /** @param missing what a provider still needs before it can be called; nothing: it is configured */
    public ResolveModel(Function<ProviderSettings, List<String>> missing, LoadBalancer balancer) {
        this.missing = missing;
        this.balancer = balancer;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        call.plan(plan(call, call.request().model(), preferred(exchange, call.mapping())));
        exchange.setVariable("model", call.request().model());
    }

    /** The provider that the client wants first, or null. */
    public static @Nullable String preferred(Exchange exchange, ModelMapping mapping) {
        String name = exchange.getMessage().getHeader("X-Preferred-Provider", String.class);
        if (name == null || name.isBlank()) {
            return null;
        }
        if (!mapping.providers().containsKey(name.strip())) {
            throw GatewayException.invalid(
                    "invalid_value",
                    "X-Preferred-Provider",
                    "The header X-Preferred-Provider names a provider that this gateway does not have");
        }
        return name.strip();
    }

    /**
     * The plan of a call for a model: nothing that the caller's key does not allow is in it, nor will be.
     *
     * @param preferred the provider that the client wants first, or null
     * @throws GatewayException if nobody maps the name, the key does not allow it, or no provider of the model can be called
     */
    public Plan plan(Call call, String name, @Nullable String preferred) {
        ModelMapping mapping = call.mapping();
        ClientRequest request = call.request();
        MappedModel model = model(mapping, name);
        List<ModelTarget> allowed = Permissions.targets(call.caller(), model);
        // Vectors of two models can't be compared: there all targets have to serve the same one.
        boolean oneModel = request instanceof EmbeddingRequest;
        List<ModelTarget> usable = usable(model, oneModel ? same(allowed, preferred) : allowed);
        List<ModelTarget> targets = new ArrayList<>(balancer.order(model, balancing(model, mapping), usable, request));
        if (!(request instanceof ChatRequest)) {
            targets.sort((one, other) -> Boolean.compare(request.prefers(other), request.prefers(one)));
        }
        if (preferred != null) {
            targets.sort((one, other) -> Boolean.compare(is(other, preferred), is(one, preferred)));
        }
        Plan plan = new Plan(model, targets, limit(mapping));
        if (!call.caller().providers().all()) {
            plan.restrict(target -> Permissions.allows(call.caller(), target));
        }
        return plan;
    }

    private static MappedModel model(ModelMapping mapping, String name) {
        return mapping.model(name)
                .orElseThrow(() -> new GatewayException(new GatewayError.InvalidRequest(
                        404,
                        "model_not_found",
                        "model",
                        "The model \"" + name + "\" does not exist here: GET /v1/models lists those that do")));
    }

    private static int limit(ModelMapping mapping) {
        return Math.min(mapping.routing().mostTargets(), SLOTS);
    }

    /**
     * What the plan would be now.
     *
     * @param unusable the targets that can't be in it: {@code disabled} or {@code unconfigured}, in the mapping's order
     */
    record Preview(Plan plan, Map<ModelTarget, String> unusable) {}

    /** A request of which nothing but its model is known. */
    private record Any(String model) implements ClientRequest {
        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public boolean stream() {
            return false;
        }
    }

    /** The plan for whoever only asks, with nothing counted. */
    Preview preview(ModelMapping mapping, String name, Caller caller) {
        MappedModel model = model(mapping, name);
        Map<ModelTarget, String> unusable = new LinkedHashMap<>();
        List<ModelTarget> usable = new ArrayList<>();
        for (ModelTarget target : Permissions.targets(caller, model)) {
            ProviderSettings provider = target.provider();
            if (!provider.enabled()) {
                unusable.put(target, "disabled");
            } else if (!missing.apply(provider).isEmpty()) {
                unusable.put(target, "unconfigured");
            } else {
                usable.add(target);
            }
        }
        List<ModelTarget> order = balancer.preview(model, balancing(model, mapping), usable, new Any(name));
        return new Preview(new Plan(model, order, limit(mapping)), unusable);
    }

    static LoadBalancing balancing(MappedModel model, ModelMapping mapping) {
        LoadBalancing own = model.policies().loadBalancing();
        return own == null ? mapping.routing().loadBalancing() : own;
    }

    private static boolean is(ModelTarget target, String provider) {
        return target.provider().name().equals(provider);
    }

    /** Those that serve what the first does, or what the client's own choice does, whether it can be had now or not. */
    private static List<ModelTarget> same(List<ModelTarget> allowed, @Nullable String preferred) {
        ModelTarget first = allowed.stream()
                .filter(target -> preferred != null && is(target, preferred))
                .findFirst()
                .orElse(allowed.get(0));
        return allowed.stream().filter(first::servesModelOf).toList();
    }

    private List<ModelTarget> usable(MappedModel model, List<ModelTarget> candidates) {
        List<ModelTarget> targets = new ArrayList<>(candidates.size());
        List<String> lacking = new ArrayList<>(0);
        for (ModelTarget target : candidates) {
            if (!target.provider().enabled()) {
                continue;
            }
            List<String> needs = missing.apply(target.provider());
            if (needs.isEmpty()) {
                targets.add(target);
            } else {
                lacking.add(target.provider().name() + " needs " + String.join(", ", needs));
            }
        }
        if (targets.isEmpty()) {
            throw new GatewayException(unconfigured(model, lacking));
        }
        return targets;
    }

    private static GatewayError unconfigured(MappedModel model, List<String> lacking) {
        String why = lacking.isEmpty() ? "all are switched off" : String.join("; ", lacking);
        return new GatewayError.ProviderError(
                503,
                "provider_error",
                "provider_unconfigured",
                null,
                "No provider of the model \"" + model.name() + "\" is configured: " + why,
                null,
                true);
    }
}
