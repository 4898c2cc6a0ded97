package dev.serai.http;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.OpenStream;
import dev.serai.calls.Watch;
import dev.serai.dialects.ClientDialect;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.rescue.Continuation;
import dev.serai.shadow.Recording;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one stream from the provider to the client, a read at a time, no faster than the client takes it; where its model's
 * entry wants it, and it breaks, the stream of the provider that goes on. One for each streamed answer; runs on the
 * request's thread, while the watch's thread keeps a silent one alive.
 *
 * <p>However it ends, the client can tell: as its dialect ends a stream, or with an error event and no such end.
 */
final class StreamPump implements Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger("serai.attempt");
    private static final long LAST_BYTES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Call call;
    private final HttpClientConnection client;
    private final ClientDialect dialect;
    private final long keepAliveNanos;
    private final @Nullable Continuation continuation;
    private final @Nullable Recording recording;
    private final StreamWriter writer;
    private final Respond.StreamListener listener;
    private OpenStream stream;
    /** What the client is told if nobody goes on with its broken stream. */
    private @Nullable GatewayError unrescued;

    StreamPump(
            Call call,
            OpenStream stream,
            HttpClientConnection client,
            long keepAliveNanos,
            Respond.StreamListener listener) {
        this.listener = listener;
        this.call = call;
        this.stream = stream;
        this.client = client;
        this.dialect = call.request().dialect();
        this.keepAliveNanos = keepAliveNanos;
        this.continuation = call.continuation();
        this.recording = call.recording();
        this.writer = new StreamWriter(client, dialect, call.transcript());
    }

    /** Pumps to the end, and tells the client how it ended, unless it {@link #waits} for somebody to go on. */
    void run() {
        Attempt attempt = call.underWay();
        try {
            pump();
            attempt.ending(LAST_BYTES_NANOS);
            client.end();
            stream.drain();
        } catch (ClientGoneException e) {
            gone(e);
        } catch (ProviderException e) {
            broke(attempt, e);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("request_id", call.id())
                    .addKeyValue("trace_id", call.trace().id())
                    .setCause(e)
                    .log("a stream could not be translated");
            ProviderFailure failure =
                    new ProviderFailure(Kind.INVALID_RESPONSE, 200, "The provider's stream could not be read");
            broke(attempt, new ProviderException(failure, e));
        } finally {
            attempt.done();
            attempt.discard();
            if (!waits()) {
                client.end();
            }
        }
    }

    /** Whether the stream has broken, and the client is to get the rest of its answer from somebody else. */
    boolean waits() {
        return unrescued != null;
    }

    /** Goes on with the rest of a broken stream. */
    void goOn(OpenStream rest) {
        stream = rest;
        unrescued = null;
        rescued();
        run();
    }

    /** Another stream broke before this one, and none of it was sent: tells so, and pumps. */
    void runAnew() {
        rescued();
        run();
    }

    private void rescued() {
        String provider = call.underWay().target().provider().name();
        writer.write(Buffer.buffer(
                ": rescued by " + provider + ", attempt " + call.attempts().sent() + "\n\n"));
    }

    /** Nobody goes on: the client is told what broke the stream, or why nothing more is tried. */
    void giveUp(@Nullable ClientGoneException nobodyWaits) {
        GatewayError error = nobodyWaits == null ? unrescued : nobodyWaits.error();
        unrescued = null;
        call.outcome().brokeStream();
        if (error != null && (nobodyWaits == null || !nobodyWaits.left())) {
            error(error);
        }
        client.end();
    }

    @Override
    public void tick(long nowNanos) {
        writer.keepAlive(nowNanos, keepAliveNanos);
    }

    private void pump() {
        while (!stream.ended()) {
            List<byte[]> chunks = stream.next();
            if (!chunks.isEmpty() && !writer.events(chunks)) {
                call.abort(Attempt.Abort.CLIENT_GONE);
                throw new ClientGoneException();
            }
            if (continuation != null) {
                continuation.sent(chunks);
            }
            if (recording != null) {
                recording.add(chunks);
            }
        }
        call.outcome().answered(stream.translator().usage(), stream.translator().finishReason());
        end(new byte[0]);
    }

    /** @param missing what comes before the end; may be nothing */
    private void end(byte[] missing) {
        listener.ending(call);
        Buffer end = Buffer.buffer(missing).appendBytes(dialect.end());
        if (end.length() > 0) {
            writer.write(end);
        }
    }

    private void gone(ClientGoneException reason) {
        call.outcome().answered(stream.translator().usage(), "");
        call.outcome().brokeStream();
        if (!reason.left()) {
            error(reason.error());
        }
    }

    /** Whoever counts failures hears of it before the client does, who may well come back at once. */
    private void broke(Attempt attempt, ProviderException told) {
        ProviderFailure failure = told.failure();
        attempt.failure(failure);
        listener.broke(attempt.target(), told);
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("provider", attempt.target().provider().name())
                .addKeyValue("failure", failure.kind())
                .addKeyValue("duration_ms", attempt.elapsedMillis())
                .log("stream broke");
        GatewayError error = BrokenStreamError.of(failure);
        if (continuation == null) {
            call.outcome().answered(stream.translator().usage(), "");
            call.outcome().brokeStream();
            error(error);
        } else {
            attempt.spent(continuation.broke(stream.said(), stream.translator().usage()));
            call.outcome()
                    .answered(
                            Usage.UNREPORTED,
                            continuation.complete() ? stream.translator().finishReason() : "");
            rescue(continuation, failure.kind(), error);
        }
    }

    private void rescue(Continuation answer, Kind failure, GatewayError error) {
        if (answer.complete()) {
            end(answer.missingEnd());
        } else if (answer.possible() && failure.nextTarget() && isAwaited()) {
            unrescued = error;
        } else {
            call.outcome().brokeStream();
            error(error);
        }
    }

    private boolean isAwaited() {
        return call.aborted() == null && System.nanoTime() - call.deadlineNanos() < 0;
    }

    private void error(GatewayError error) {
        call.outcome().error(error);
        listener.ending(call);
        writer.events(List.of(stream.translator().broken(error, call.id())));
    }
}
