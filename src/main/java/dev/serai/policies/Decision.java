package dev.serai.policies;

import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.models.ResolveModel;
import dev.serai.passthrough.NativeRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of what a policy has set another plan, or a refusal. A wish that names what does not exist is passed over; a
 * restriction that does is the end of the request, since what it was to forbid is not known. Thread-safe.
 */
final class Decision {
    private static final Logger LOG = LoggerFactory.getLogger("serai.policy");

    private static final List<String> ELSEWHERE =
            List.of(PolicyVariables.USE_MODEL, PolicyVariables.PREFER_PROVIDERS, PolicyVariables.FIRST_TARGET);

    private final ResolveModel resolve;
    private final Predicate<ProviderSettings> usable;

    /** @param usable whether a provider can be called: enabled and configured */
    Decision(ResolveModel resolve, Predicate<ProviderSettings> usable) {
        this.resolve = resolve;
        this.usable = usable;
    }

    /**
     * Takes the decision out of the variables, and does it.
     *
     * @return whether the plan has changed
     * @throws GatewayException if the policy refuses, leaves no provider, or can't be obeyed
     */
    boolean apply(Exchange exchange, Call call, String policy) {
        String refusal = take(exchange, PolicyVariables.REFUSE);
        String code = take(exchange, PolicyVariables.REFUSE_CODE);
        if (refusal != null || code != null) {
            throw refused(call, policy, refusal, code);
        }
        if (call.request() instanceof NativeRequest) {
            // Its path says where it goes: it may be kept from there, and sent nowhere else.
            ELSEWHERE.forEach(exchange::removeVariable);
        }
        boolean changed = useModel(call, policy, take(exchange, PolicyVariables.USE_MODEL), exchange);
        changed |= restrict(call, policy, PolicyVariables.ONLY_PROVIDERS, exchange, true);
        changed |= restrict(call, policy, PolicyVariables.WITHOUT_PROVIDERS, exchange, false);
        changed |= prefer(call, policy, take(exchange, PolicyVariables.PREFER_PROVIDERS));
        changed |= firstTarget(call, policy, take(exchange, PolicyVariables.FIRST_TARGET));
        if (changed) {
            if (call.plan().targets().isEmpty()) {
                throw nobodyLeft(call, policy);
            }
            LOG.atDebug()
                    .addKeyValue("request_id", call.id())
                    .addKeyValue("trace_id", call.trace().id())
                    .addKeyValue("policy", policy)
                    .addKeyValue("model", call.plan().model().name())
                    .addKeyValue(
                            "provider", call.plan().targets().get(0).provider().name())
                    .log("policy changed the plan");
        }
        return changed;
    }

    private static GatewayException refused(Call call, String policy, @Nullable String message, @Nullable String code) {
        if (code != null && !PolicyCodes.known(code)) {
            fault(call, policy, PolicyVariables.REFUSE_CODE, code);
        }
        LOG.atInfo()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("policy", policy)
                .addKeyValue("code", code)
                .log("policy refused a request");
        return new GatewayException(PolicyCodes.error(
                code == null ? PolicyCodes.DEFAULT : code,
                message == null ? "A routing policy of this gateway refuses this request" : message));
    }

    private boolean useModel(Call call, String policy, @Nullable String name, Exchange exchange) {
        if (name == null || name.equals(call.plan().model().name())) {
            return false;
        }
        if (call.mapping().model(name).isEmpty()) {
            fault(call, policy, PolicyVariables.USE_MODEL, name);
            throw Policies.atFault();
        }
        Plan other = resolve.plan(call, name, ResolveModel.preferred(exchange, call.mapping()));
        if (!servesTheSame(call, other.targets().get(0))) {
            fault(call, policy, PolicyVariables.USE_MODEL, name);
            return false;
        }
        other.restrictAs(call.plan());
        call.plan(other);
        return true;
    }

    /** Vectors of two models can't be compared: an embedding stays with its model, whatever a policy says. */
    private static boolean servesTheSame(Call call, ModelTarget other) {
        List<ModelTarget> targets = call.plan().targets();
        return !(call.request() instanceof EmbeddingRequest)
                || targets.isEmpty()
                || targets.get(0).servesModelOf(other);
    }

    private static boolean restrict(Call call, String policy, String variable, Exchange exchange, boolean only) {
        List<String> names = names(take(exchange, variable));
        if (names.isEmpty()) {
            return false;
        }
        for (String name : names) {
            if (!call.mapping().providers().containsKey(name)) {
                fault(call, policy, variable, name);
                throw Policies.atFault();
            }
        }
        call.plan().restrict(target -> names.contains(target.provider().name()) == only);
        return true;
    }

    private static boolean prefer(Call call, String policy, @Nullable String wish) {
        List<String> names = names(wish);
        if (names.isEmpty()) {
            return false;
        }
        for (String name : names) {
            if (!call.mapping().providers().containsKey(name)) {
                fault(call, policy, PolicyVariables.PREFER_PROVIDERS, name);
            }
        }
        call.plan().sort(Comparator.comparingInt(target -> {
            int place = names.indexOf(target.provider().name());
            return place < 0 ? names.size() : place;
        }));
        return true;
    }

    private boolean firstTarget(Call call, String policy, @Nullable String wish) {
        if (wish == null) {
            return false;
        }
        int slash = wish.indexOf('/');
        ProviderSettings provider =
                slash < 0 ? null : call.mapping().providers().get(wish.substring(0, slash));
        if (provider == null || slash == wish.length() - 1) {
            fault(call, policy, PolicyVariables.FIRST_TARGET, wish);
            return false;
        }
        TrafficShare canary = call.plan().model().policies().canary();
        ModelTarget target = canary != null && wish.equals(Canary.name(canary))
                ? canary.target()
                : call.mapping().targetOf(provider, wish.substring(slash + 1));
        if (!usable.test(provider) || !call.plan().allows(target) || !servesTheSame(call, target)) {
            return false;
        }
        call.plan().putFirst(target);
        return true;
    }

    private static GatewayException nobodyLeft(Call call, String policy) {
        LOG.atInfo()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("policy", policy)
                .addKeyValue("model", call.plan().model().name())
                .log("policy left no provider");
        return new GatewayException(new GatewayError.RefusedByPolicy(
                403,
                "permission_error",
                "provider_not_allowed",
                "The routing policies of this gateway leave no provider that serves this model"));
    }

    /** The policy has said what can't be: it is told to whoever reads the log, not to the client. */
    private static void fault(Call call, String policy, String variable, String value) {
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("policy", policy)
                .addKeyValue("variable", variable)
                .addKeyValue("value", value)
                .log("policy set what can't be done");
    }

    private static @Nullable String take(Exchange exchange, String variable) {
        Object value = exchange.removeVariable(variable);
        if (value == null) {
            return null;
        }
        String text = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static List<String> names(@Nullable String list) {
        if (list == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>(2);
        for (String name : list.split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }
}
