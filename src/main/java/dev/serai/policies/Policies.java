package dev.serai.policies;

import dev.serai.auth.Caller;
import dev.serai.budgets.Budgets;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.QuestionFailedException;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ContentFacts;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.models.ResolveModel;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/policies/policies.camel.yaml}: each policy in its turn, and what becomes of what it decided.
 * Thread-safe.
 */
public final class Policies {
    private static final Logger LOG = LoggerFactory.getLogger("serai.policy");

    private final Supplier<PolicyVersion> inUse;
    private final RequestFacts facts;
    private final Decision decision;

    /** What tokens cost. */
    @FunctionalInterface
    public interface Prices {
        /** US dollars, or empty where no price is known. */
        Optional<BigDecimal> costUsd(ModelTarget target, long inputTokens, long outputTokens);
    }

    /** What was spent. */
    @FunctionalInterface
    public interface Spending {
        /** The budget that is nearest to its end, of those that hold; null where none does, or nobody can say. */
        Budgets.@Nullable Standing standing(Caller caller, String model);
    }

    /**
     * @param spending how far a caller is with its budget for a model
     * @param inUse the version that new requests go by
     * @param zone whose hours and weekdays policies read
     * @param usable whether a provider can be called: enabled and configured
     */
    public Policies(
            Supplier<PolicyVersion> inUse,
            Clock clock,
            ZoneId zone,
            Prices prices,
            Spending spending,
            ResolveModel resolve,
            Predicate<ProviderSettings> usable) {
        this.inUse = inUse;
        this.facts = new RequestFacts(clock, zone, prices, spending);
        this.decision = new Decision(resolve, usable);
    }

    /** Sets the variable {@code policy}, and what policies may read; nothing where there is no policy. */
    public void begin(Exchange exchange) {
        PolicyVersion version = inUse.get();
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (call.within()) {
            return; // A policy that asks a model would ask for ever.
        }
        if (version.listed().isEmpty()) {
            if (Canary.of(call) != null || Shadow.of(call) != null) {
                next(exchange, call, new PolicyRun(version, null));
            }
            return;
        }
        ContentFacts content = call.request().content();
        PolicyRun run = new PolicyRun(version, content);
        facts.ofRequest(exchange, call, content);
        facts.ofPlan(exchange, call, content);
        next(exchange, call, run);
    }

    /**
     * Does what the policy decided, and passes on to the next.
     *
     * @throws GatewayException if it refuses the request, or can't be obeyed
     */
    public void apply(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        PolicyRun run = exchange.getVariable(PolicyRun.VARIABLE, PolicyRun.class);
        String policy = exchange.getVariable(PolicyVariables.POLICY, String.class);
        ContentFacts content = run.content();
        if (policy.equals(run.version().shadow())) {
            Shadow.decide(exchange, call);
        } else if (decision.apply(exchange, call, policy) && content != null) {
            facts.ofPlan(exchange, call, content);
        }
        next(exchange, call, run);
    }

    /** Those that are listed, and then the canary and the shadow of the model that they have come to. */
    private static void next(Exchange exchange, Call call, PolicyRun run) {
        TrafficShare canary = Canary.of(call);
        TrafficShare shadow = Shadow.of(call);
        exchange.setVariable(PolicyRun.VARIABLE, run);
        if (run.remaining().hasNext()) {
            exchange.setVariable(PolicyVariables.POLICY, run.remaining().next());
        } else if (canary != null && run.meetsCanary()) {
            Canary.describe(exchange, call, canary);
            exchange.setVariable(PolicyVariables.POLICY, run.version().canary());
        } else if (shadow != null && run.meetsShadow()) {
            Shadow.describe(exchange, shadow);
            exchange.setVariable(PolicyVariables.POLICY, run.version().shadow());
        } else {
            exchange.removeVariable(PolicyVariables.POLICY);
            exchange.removeVariable(PolicyRun.VARIABLE);
        }
    }

    /**
     * A policy that failed has decided nothing, and may have been there to forbid something.
     *
     * @throws GatewayException always
     */
    public void failed(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean asked = false;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            asked |= each instanceof QuestionFailedException;
            if (each instanceof GatewayException refusal && !asked) {
                throw refusal;
            }
            if (each instanceof ClientGoneException gone) {
                throw gone;
            }
        }
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        LOG.atError()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("policy", exchange.getVariable(PolicyVariables.POLICY))
                .setCause(cause)
                .log("policy failed");
        throw atFault();
    }

    /** What a client is told of a policy that is wrong: nothing that it could mend. */
    static GatewayException atFault() {
        return new GatewayException(new GatewayError.ProviderError(
                503,
                "provider_error",
                "provider_unavailable",
                null,
                "A routing policy of this gateway is at fault; its operator finds the reason in the log under this request's id",
                null,
                true));
    }
}
