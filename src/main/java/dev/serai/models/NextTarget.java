package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.Plan;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderFailure;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next usable target of the plan and begins an attempt at it; targets that rest, whose breaker is open or whose
 * provider has its hands full are passed over, and don't count. With none left, or the limit reached, what the attempts so far say becomes the error.
 * Thread-safe.
 */
public final class NextTarget implements Processor {
    private final Cooldowns cooldowns;
    private final Predicate<String> breakerOpen;
    private final Predicate<ProviderSettings> lookFirst;
    private final Bulkheads bulkheads;
    private final RetryBudget budget;
    private final FurtherTries furtherTries;
    private final ModelFallback fallback;
    private final FinalError finalError = new FinalError();

    /**
     * @param breakerOpen by the provider's name
     * @param lookFirst whether a provider may be well again, and the gateway is about to look: a user's call finds out only
     *     where nobody else is left
     */
    public NextTarget(
            Cooldowns cooldowns,
            Predicate<String> breakerOpen,
            Predicate<ProviderSettings> lookFirst,
            Bulkheads bulkheads,
            RetryBudget budget,
            ModelFallback fallback) {
        this.cooldowns = cooldowns;
        this.breakerOpen = breakerOpen;
        this.lookFirst = lookFirst;
        this.bulkheads = bulkheads;
        this.budget = budget;
        this.fallback = fallback;
        this.furtherTries = new FurtherTries(budget);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (call.attempts().isEmpty()) {
            budget.request(call.mapping().routing().retryBudget());
        }
        refuseIfAborted(call);
        ModelTarget target = planned(call);
        if (target == null && fallback.wouldTurn(call, lastFailure(call))) {
            target = again(call, FurtherTries.PATIENCE);
        }
        if (target == null && fallback.exhausted(call, lastFailure(call))) {
            target = planned(call);
        }
        if (target == null) {
            target = again(call, FurtherTries.ENDLESS);
        }
        if (target == null) {
            refuseIfAborted(call);
            throw new GatewayException(finalError.of(call));
        }
        ProviderSettings provider = target.provider();
        Attempt attempt = call.attempt(target);
        attempt.whenDone(() -> bulkheads.leave(provider));
        exchange.setVariable("provider", attempt.target().provider().name());
        exchange.setVariable("providerModel", attempt.target().model());
        exchange.setVariable("dialect", attempt.target().dialect());
    }

    private @Nullable ModelTarget planned(Call call) {
        return call.sentAttempts() < call.plan().attemptLimit() ? next(call) : null;
    }

    private static @Nullable ProviderFailure lastFailure(Call call) {
        Attempt last = call.lastSent();
        return last == null ? null : last.failure();
    }

    private static void refuseIfAborted(Call call) {
        Attempt.Abort aborted = call.aborted();
        if (aborted != null) {
            throw ClientGoneException.because(aborted);
        }
    }

    private @Nullable ModelTarget again(Call call, Duration longestPause) {
        ModelTarget target = furtherTries.next(call, longestPause);
        boolean open = target != null && breakerOpen.test(target.provider().name());
        return target == null || open || !bulkheads.enter(target.provider()) ? null : target;
    }

    private @Nullable ModelTarget next(Call call) {
        Plan plan = call.plan();
        for (ModelTarget target = plan.next(); target != null; target = plan.next()) {
            long rests = cooldowns.secondsLeft(target, call.mapping());
            if (rests > 0) {
                call.resting(rests);
            } else if (breakerOpen.test(target.provider().name())) {
                call.breakerOpen();
            } else if (!lookFirst.test(target.provider()) || !plan.postpone(target)) {
                if (bulkheads.enter(target.provider())) {
                    return target;
                }
                call.busy();
            }
        }
        return null;
    }
}
