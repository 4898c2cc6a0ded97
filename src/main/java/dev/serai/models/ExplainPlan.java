package dev.serai.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.Caller;
import dev.serai.calls.Plan;
import dev.serai.config.Capability;
import dev.serai.config.LoadBalancing;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelPolicies.FallbackModels;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import dev.serai.models.Availability.Standing;
import dev.serai.models.Availability.State;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says how a model's next request would go, and why: the plan by the very rules that requests go by ({@link ResolveModel},
 * {@link LoadBalancer}, {@link Availability}), with nothing taken, counted or moved on. What depends on a request, such as
 * what it holds, its conversation or a routing policy, is not in it. Holds no secret, no address and no words of a provider.
 * Thread-safe.
 */
public final class ExplainPlan {
    private final ResolveModel resolve;
    private final LoadBalancer balancer;
    private final Availability availability;

    public ExplainPlan(ResolveModel resolve, LoadBalancer balancer, Availability availability) {
        this.resolve = resolve;
        this.balancer = balancer;
        this.availability = availability;
    }

    /** The plan for whoever may see all, such as an operator. */
    public ObjectNode explain(ModelMapping mapping, String name) {
        return explain(mapping, name, Caller.ANYONE);
    }

    /**
     * The plan for a name, as JSON.
     *
     * @param caller whose request it would be: of what it may not call nothing is told
     * @throws dev.serai.errors.GatewayException 404 if nobody maps it, 403 if the caller may not call it
     */
    public ObjectNode explain(ModelMapping mapping, String name, Caller caller) {
        ResolveModel.Preview preview = resolve.preview(mapping, name, caller);
        Plan plan = preview.plan();
        MappedModel model = plan.model();
        LoadBalancing balancing = ResolveModel.balancing(model, mapping);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", model.name());
        boolean spread = balancing.enabled() && plan.targets().size() > 1;
        json.put("strategy", spread ? balancing.strategy().name().toLowerCase(Locale.ROOT) : "in_order");
        if (spread && balancing.sticky() != null) {
            json.put("sticky", balancing.sticky());
        }
        json.put("most_attempts", plan.attemptLimit());
        targets(json.putArray("targets"), mapping, preview);
        fallbackModels(model.policies().fallbackModels(), json, caller);
        share("canary", model.policies().canary(), json, caller);
        share("shadow", model.policies().shadow(), json, caller);
        return json;
    }

    /** In the order in which they would be tried; those that a request would pass over stand where they would be. */
    private void targets(ArrayNode into, ModelMapping mapping, ResolveModel.Preview preview) {
        Plan plan = preview.plan();
        List<ModelTarget> order = plan.targets();
        List<Standing> standings =
                order.stream().map(target -> availability.of(target, mapping)).toList();
        int attempt = 0;
        for (State turn : List.of(State.READY, State.LOOKED_AT)) {
            for (int i = 0; i < order.size(); i++) {
                State state = standings.get(i).state();
                boolean last = state == State.LOOKED_AT;
                if (last == (turn == State.LOOKED_AT)) {
                    boolean called = state == State.READY || last;
                    boolean within = called && attempt < plan.attemptLimit();
                    ObjectNode entry = entry(into, order.get(i));
                    if (within) {
                        entry.put("attempt", ++attempt);
                    }
                    stands(entry, standings.get(i), called && !within);
                }
            }
        }
        preview.unusable().forEach((target, why) -> entry(into, target).put("state", why));
    }

    private ObjectNode entry(ArrayNode into, ModelTarget target) {
        ObjectNode entry = into.addObject();
        entry.put("provider", target.provider().name());
        entry.put("model", target.model());
        if (!target.place().region().isEmpty()) {
            entry.put("region", target.place().region());
        }
        entry.put("weight", target.weight());
        double price = balancer.price(target);
        if (Double.isFinite(price)) {
            entry.put("price_usd", price);
        }
        double seconds = balancer.latency(target);
        if (seconds > 0) {
            entry.put("latency_seconds", seconds);
        }
        if (target.facts().known()) {
            entry.put("context_window", target.facts().contextWindow());
            ArrayNode capabilities = entry.putArray("capabilities");
            for (Capability capability : Capability.values()) {
                if (target.facts().can(capability)) {
                    capabilities.add(capability.name().toLowerCase(Locale.ROOT));
                }
            }
        }
        return entry;
    }

    private static void stands(ObjectNode entry, Standing standing, boolean beyondLimit) {
        entry.put(
                "state",
                beyondLimit ? "beyond_most_attempts" : standing.state().name().toLowerCase(Locale.ROOT));
        if (standing.state() == State.RESTING && standing.seconds() != Long.MAX_VALUE) {
            entry.put("rests_seconds", standing.seconds());
        }
    }

    private static void fallbackModels(FallbackModels models, ObjectNode json, Caller caller) {
        if (models.equals(FallbackModels.NONE)) {
            return;
        }
        ObjectNode into = json.putObject("fallback_models");
        names(into.putArray("error"), models.error(), caller);
        names(into.putArray("context_window"), models.contextWindow(), caller);
        names(into.putArray("content_policy"), models.contentPolicy(), caller);
    }

    /** Who gets a share of the requests first, or a copy of it. */
    private static void share(String name, @Nullable TrafficShare share, ObjectNode json, Caller caller) {
        if (share != null && caller.providers().allow(share.target().provider().name())) {
            json.putObject(name)
                    .put("provider", share.target().provider().name())
                    .put("model", share.target().model())
                    .put("percent", share.percent());
        }
    }

    private static void names(ArrayNode into, List<String> names, Caller caller) {
        names.stream().filter(name -> caller.models().allow(name)).forEach(into::add);
    }
}
