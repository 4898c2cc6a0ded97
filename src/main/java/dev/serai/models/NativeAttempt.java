package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The one attempt of a native call: begins it, and judges how it ended. A provider's own refusal is the client's answer as it
 * is; nothing rests for it, and nothing else is tried. Thread-safe.
 */
public final class NativeAttempt {
    private final RecordFailure record;
    private final Availability availability;
    private final Function<ProviderSettings, String> routeNames;
    private final FinalError finalError = new FinalError();

    /** @param routeNames what a provider's routes are called by */
    public NativeAttempt(
            RecordFailure record, Availability availability, Function<ProviderSettings, String> routeNames) {
        this.record = record;
        this.availability = availability;
        this.routeNames = routeNames;
    }

    /** Begins it, unless as many calls are under way there as may be, and sets the variables that say where it goes. */
    public void begin(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt.Abort aborted = call.aborted();
        if (aborted != null) {
            throw ClientGoneException.because(aborted);
        }
        ModelTarget target = call.plan().targets().get(0);
        if (!availability.enter(target)) {
            call.passedOver().busy();
            throw new GatewayException(finalError.of(call));
        }
        call.attempt(target).whenDone(() -> availability.leave(target));
        exchange.setVariable("provider", target.provider().name());
        exchange.setVariable(NextTarget.ROUTE, routeNames.apply(target.provider()));
        exchange.setVariable("providerModel", target.model());
    }

    /** The provider answered, and its breaker had nothing to count. */
    public void answer(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        ProviderFailure failure = attempt.failure();
        if (failure != null && attempt.rawAnswer() != null) {
            record.note(call, attempt, failure);
        } else if (failure != null) {
            judged(exchange, record::answer);
        }
    }

    /** Something was thrown on the way; if there is an answer all the same, it was a refusal that the breaker counted. */
    public void exception(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        ProviderFailure counted = counted(exchange);
        if (counted != null && attempt.rawAnswer() != null) {
            record.note(call, attempt, counted);
        } else {
            judged(exchange, record::exception);
        }
    }

    private static @Nullable ProviderFailure counted(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        ProviderException known = RecordFailure.find(cause, ProviderException.class);
        return known == null ? null : known.failure();
    }

    private void judged(Exchange exchange, Judgement judgement) {
        try {
            judgement.of(exchange);
        } catch (TryNextTarget noOther) {
            Call call = exchange.getVariable(Call.VARIABLE, Call.class);
            throw new GatewayException(finalError.of(call));
        }
    }

    private interface Judgement {
        void of(Exchange exchange);
    }
}
