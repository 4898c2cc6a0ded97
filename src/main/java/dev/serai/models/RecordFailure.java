package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.TransportFailure;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges an attempt that brought no answer: notes what happened, lets the target rest if it must, and says whether the next
 * one is tried ({@link TryNextTarget}) or this is the client's answer ({@link GatewayException}). Thread-safe.
 */
public final class RecordFailure implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("serai.attempt");

    private final Cooldowns cooldowns;
    private final FailureListener listener;
    private final FinalError finalError = new FinalError();

    /** Told of every failure of a provider. */
    @FunctionalInterface
    public interface FailureListener {
        void failed(String provider, ProviderFailure failure);
    }

    public RecordFailure(Cooldowns cooldowns, FailureListener listener) {
        this.cooldowns = cooldowns;
        this.listener = listener;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (cause == null && attempt.failure() == null) {
            return;
        }
        attempt.done();
        attempt.discard();
        ClientGoneException gone = find(cause, ClientGoneException.class);
        if (gone != null) {
            throw gone;
        }
        GatewayException refusal = find(cause, GatewayException.class);
        if (refusal != null) {
            incapable(call, refusal.error());
        }
        if (isOpenBreaker(cause)) {
            call.breakerOpen();
            throw new TryNextTarget();
        }
        failed(call, attempt, attempt.failure() == null ? failure(attempt, cause) : attempt.failure());
    }

    private void incapable(Call call, GatewayError why) {
        call.incapable(why);
        throw new TryNextTarget();
    }

    private void failed(Call call, Attempt attempt, ProviderFailure failure) {
        attempt.failure(failure);
        cooldowns.after(failure, attempt.target(), call.mapping());
        String provider = attempt.target().provider().name();
        listener.failed(provider, failure);
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("provider", provider)
                .addKeyValue("model", attempt.target().model())
                .addKeyValue("failure", failure.kind())
                .addKeyValue("status", failure.status())
                .addKeyValue("code", failure.code())
                .addKeyValue("provider_request_id", attempt.providerRequestId())
                .addKeyValue("duration_ms", attempt.elapsedMillis())
                .log("attempt failed");
        if (failure.kind().nextTarget()) {
            throw new TryNextTarget();
        }
        throw new GatewayException(finalError.of(call));
    }

    private static ProviderFailure failure(Attempt attempt, Throwable cause) {
        ProviderException known = find(cause, ProviderException.class);
        if (known != null) {
            return known.failure();
        }
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root && !(root instanceof java.io.IOException)) {
            root = root.getCause();
        }
        RuntimeException judged = TransportFailure.of(attempt, root);
        if (judged instanceof ProviderException provider) {
            return provider.failure();
        }
        throw judged;
    }

    private static boolean isOpenBreaker(@Nullable Throwable cause) {
        return find(cause, io.github.resilience4j.circuitbreaker.CallNotPermittedException.class) != null;
    }

    private static <T extends Throwable> @Nullable T find(@Nullable Throwable cause, Class<T> type) {
        for (Throwable each = cause; each != null; each = each.getCause() == each ? null : each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
