package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.Plan;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderFailure;
import dev.serai.models.Availability.Standing;
import dev.serai.models.Availability.State;
import java.time.Duration;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next usable target of the plan and begins an attempt at it; targets that rest, whose breaker is open or whose
 * provider has its hands full are passed over, and don't count. With none left, or the limit reached, what the attempts so far say becomes the error.
 * Thread-safe.
 */
public final class NextTarget implements Processor {
    /** The variable by which a provider's routes are found. */
    static final String ROUTE = "providerRoute";

    private final Availability availability;
    private final Function<ProviderSettings, String> routeNames;
    private final RetryBudget budget;
    private final FurtherTries furtherTries;
    private final ModelFallback fallback;
    private final FinalError finalError = new FinalError();

    /** @param routeNames what a provider's routes are called by */
    public NextTarget(
            Availability availability,
            RetryBudget budget,
            ModelFallback fallback,
            Function<ProviderSettings, String> routeNames) {
        this.availability = availability;
        this.routeNames = routeNames;
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
        ModelTarget taken = target;
        Attempt attempt = call.attempt(taken);
        attempt.whenDone(() -> availability.leave(taken));
        exchange.setVariable("provider", attempt.target().provider().name());
        exchange.setVariable(ROUTE, routeNames.apply(taken.provider()));
        exchange.setVariable("providerModel", attempt.target().model());
        exchange.setVariable("dialect", attempt.target().dialect());
    }

    private @Nullable ModelTarget planned(Call call) {
        return call.attempts().sent() < call.plan().attemptLimit() ? next(call) : null;
    }

    private static @Nullable ProviderFailure lastFailure(Call call) {
        Attempt last = call.attempts().lastSent();
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
        boolean open = target != null && availability.breakerOpen(target);
        return target == null || open || !availability.enter(target) ? null : target;
    }

    private @Nullable ModelTarget next(Call call) {
        Plan plan = call.plan();
        for (ModelTarget target = plan.next(); target != null; target = plan.next()) {
            Standing standing = availability.of(target, call.mapping());
            switch (standing.state()) {
                case RESTING -> call.passedOver().resting(standing.seconds());
                case BREAKER_OPEN -> call.passedOver().breakerOpen();
                case BUSY -> call.passedOver().busy();
                case LOOKED_AT, READY -> {
                    boolean later = standing.state() == State.LOOKED_AT && plan.postpone(target);
                    if (!later && availability.enter(target)) {
                        return target;
                    }
                    if (!later) {
                        call.passedOver().busy();
                    }
                }
            }
        }
        return null;
    }
}
