package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.TransportFailure;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges an attempt that brought no answer: notes what happened, lets the target rest if it must, and says whether the next
 * one is tried ({@link TryNextTarget}) or this is the client's answer ({@link GatewayException}). Thread-safe.
 */
public final class RecordFailure {
    private static final Logger LOG = LoggerFactory.getLogger("serai.attempt");

    private final Cooldowns cooldowns;
    private final Latencies latencies;
    private final FailureListener listener;
    private final ModelFallback fallback;
    private final FinalError finalError = new FinalError();

    /** Told of every failure of a target. */
    @FunctionalInterface
    public interface FailureListener {
        void failed(ModelTarget target, ProviderFailure failure);
    }

    public RecordFailure(Cooldowns cooldowns, Latencies latencies, ModelFallback fallback, FailureListener listener) {
        this.cooldowns = cooldowns;
        this.latencies = latencies;
        this.fallback = fallback;
        this.listener = listener;
    }

    /** The provider's answer, where it is a refusal that its breaker must not count; an answer of use passes. */
    public void answer(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        ProviderFailure failure = attempt.failure();
        if (failure != null) {
            end(attempt);
            failed(call, attempt, failure);
        }
        if (attempt.heardFirst()) {
            latencies.answered(attempt.target(), call.request().stream(), attempt.secondsToFirstEvent());
        }
    }

    /** What was thrown on the way to the provider, there or on the way back. */
    public void exception(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (find(cause, TryNextTarget.class) != null) {
            throw new TryNextTarget();
        }
        end(attempt);
        ClientGoneException gone = find(cause, ClientGoneException.class);
        if (gone != null) {
            throw gone;
        }
        GatewayException refusal = find(cause, GatewayException.class);
        if (refusal != null) {
            if (attempt.failure() != null) {
                throw refusal;
            }
            call.passedOver().incapable(refusal.error());
            throw next(call);
        }
        if (find(cause, CallNotPermittedException.class) != null) {
            call.passedOver().breakerOpen();
            throw next(call);
        }
        failed(call, attempt, failure(call, attempt, cause));
    }

    private static void end(Attempt attempt) {
        attempt.done();
        attempt.discard();
    }

    /** Behind the last slot nobody would take the next target, and nobody would say what became of those before. */
    private RuntimeException next(Call call) {
        return call.attempts().size() < ResolveModel.SLOTS
                ? new TryNextTarget()
                : new GatewayException(finalError.of(call));
    }

    private void failed(Call call, Attempt attempt, ProviderFailure failure) {
        cooldowns.after(failure, attempt.target(), call.plan().model().byPattern(), call.mapping());
        if (failure.kind().breakerCounts()) {
            latencies.failed(attempt.target(), call.request().stream(), attempt.elapsedMillis() / 1000.0);
        }
        note(call, attempt, failure);
        // What is refused there is not the client's own request.
        boolean rescueRefused = call.continuation() != null && failure.kind() == Kind.REFUSED;
        // Nor is it what the model's own targets would have refused.
        boolean ofCanary = call.plan().isCanary(attempt.target()) && call.plan().hasMore();
        boolean goesOn = failure.kind().nextTarget()
                || rescueRefused
                || ofCanary
                || fallback.refused(call, attempt.target(), failure);
        throw goesOn ? next(call) : new GatewayException(finalError.of(call));
    }

    /** Puts a failure into the metrics, the provider's health and the log. */
    void note(Call call, Attempt attempt, ProviderFailure failure) {
        attempt.failure(failure);
        String provider = attempt.target().provider().name();
        listener.failed(attempt.target(), failure);
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("provider", provider)
                .addKeyValue("model", attempt.target().model())
                .addKeyValue("failure", failure.kind())
                .addKeyValue("status", failure.status())
                .addKeyValue("code", failure.code())
                .addKeyValue("provider_request_id", attempt.providerRequestId())
                .addKeyValue("duration_ms", attempt.elapsedMillis())
                .log("attempt failed");
    }

    private static ProviderFailure failure(Call call, Attempt attempt, Throwable cause) {
        ProviderException known = find(cause, ProviderException.class);
        if (known != null) {
            return known.failure();
        }
        IOException transport = find(cause, IOException.class);
        if (transport == null) {
            return ourFault(call, attempt, cause);
        }
        RuntimeException judged = TransportFailure.of(attempt, transport);
        if (judged instanceof ProviderException provider) {
            return provider.failure();
        }
        throw judged;
    }

    /** Before anything was sent it is an error of the gateway's; after it, an answer that it could not read. */
    private static ProviderFailure ourFault(Call call, Attempt attempt, Throwable cause) {
        if (!attempt.sent()) {
            throw new IllegalStateException("The request could not be made for the provider", cause);
        }
        LOG.atError()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .setCause(cause)
                .log("an answer could not be read");
        return new ProviderFailure(Kind.INVALID_RESPONSE, 200, "The provider's answer could not be read");
    }

    static <T extends Throwable> @Nullable T find(@Nullable Throwable cause, Class<T> type) {
        for (Throwable each = cause; each != null; each = each.getCause() == each ? null : each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
