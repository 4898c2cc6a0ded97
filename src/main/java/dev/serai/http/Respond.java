package dev.serai.http;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.OpenStream;
import dev.serai.calls.Transcript;
import dev.serai.calls.Watch;
import dev.serai.config.ModelPolicies.Rescue;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientAnswer;
import dev.serai.errors.ProviderException;
import dev.serai.rescue.Continuation;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Gives the client its answer: a whole one as the message's body, a stream by pumping it to its end. Thread-safe.
 */
public final class Respond implements Processor {
    /** The variable that is there while a stream has broken that another provider is to go on with. */
    public static final String RESCUE = "rescue";

    private final Watch watch;
    private final long keepAliveNanos;
    private final StreamListener listener;

    /** Told of each stream that is pumped. */
    public interface StreamListener {
        void began();

        /** The last that its client gets is about to leave: what it used is known. */
        void ending(Call call);

        /** It has ended, however it did. */
        void ended();

        /** The provider broke it after its first event, when the breaker had already counted a success; its client does not know yet. */
        void broke(ModelTarget target, ProviderException failure);
    }

    /** @param keepAliveNanos how long a stream is silent before a comment keeps it alive */
    public Respond(Watch watch, long keepAliveNanos, StreamListener listener) {
        this.watch = watch;
        this.keepAliveNanos = keepAliveNanos;
        this.listener = listener;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        OpenStream stream = attempt.stream();
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        if (stream != null && call.client() instanceof HttpClientConnection client) {
            message.setBody(null);
            boolean waits = pump(call, stream, client);
            if (waits) {
                exchange.setVariable(RESCUE, "continue");
            } else {
                exchange.removeVariable(RESCUE);
            }
        } else {
            whole(call, attempt, message);
        }
    }

    private static void whole(Call call, Attempt attempt, Message message) {
        ClientAnswer answer = attempt.answer();
        if (answer == null) {
            throw new IllegalStateException("An attempt without failure has no answer");
        }
        call.outcome().answered(answer.usage(), answer.finishReason());
        describe(call, attempt, message::setHeader);
        answer.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        Transcript transcript = call.transcript();
        if (transcript != null) {
            transcript.add(answer.body(), 0, answer.body().length);
        }
        message.setBody(ByteBuffer.wrap(answer.body()));
    }

    /** Nobody goes on with a broken stream, for the reason that the route has caught: its client gets an end all the same. */
    public void giveUp(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        exchange.removeVariable(RESCUE);
        if (call.client() instanceof HttpClientConnection client && client.pump() != null) {
            StreamPump pump = client.pump();
            try {
                pump.giveUp(nobodyWaits(call, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
            } finally {
                ended(pump, client);
            }
        }
    }

    private static @Nullable ClientGoneException nobodyWaits(Call call, @Nullable Throwable caught) {
        Attempt.Abort aborted = call.aborted();
        return caught instanceof ClientGoneException gone
                ? gone
                : aborted == null ? null : ClientGoneException.because(aborted);
    }

    /** Whether the stream has broken and waits for somebody to go on. */
    private boolean pump(Call call, OpenStream stream, HttpClientConnection client) {
        StreamPump pump = client.pump();
        boolean rest = pump != null;
        if (pump == null) {
            pump = begin(call, stream, client);
        }
        try {
            if (rest) {
                pump.goOn(stream);
            } else if (isAnew(call)) {
                pump.runAnew();
            } else {
                pump.run();
            }
        } finally {
            if (!pump.waits()) {
                ended(pump, client);
            }
        }
        return pump.waits();
    }

    /** Whether a stream before this one broke while it was held back. */
    private static boolean isAnew(Call call) {
        return call.plan().model().policies().rescue() == Rescue.RESTART
                && call.attempts().stream().anyMatch(attempt -> attempt.heardFirst() && attempt.failure() != null);
    }

    private void ended(StreamPump pump, HttpClientConnection client) {
        client.pump(null);
        listener.ended();
        watch.remove(pump);
    }

    private StreamPump begin(Call call, OpenStream stream, HttpClientConnection client) {
        call.continuation(
                Continuation.of(call.request(), call.plan().model().policies().rescue()));
        HttpServerResponse response = client.response();
        describe(call, call.underWay(), response::putHeader);
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        StreamPump pump = new StreamPump(call, stream, client, keepAliveNanos, listener);
        watch.add(pump);
        listener.began();
        client.pump(pump);
        return pump;
    }

    /** Who answered, and how; nobody where the gateway itself could. */
    static void describe(Call call, Attempt attempt, BiConsumer<String, String> header) {
        call.announced().forEach(header);
        if (!attempt.sent()) {
            header.accept(Headers.REQUEST_ID, call.id());
            header.accept(Headers.ATTEMPTS, Integer.toString(call.attempts().sent()));
            return;
        }
        name(call, attempt, header);
        List<String> dropped = attempt.request().dropped();
        if (!dropped.isEmpty()) {
            header.accept(Headers.DROPPED_PARAMS, printable(String.join(", ", dropped)));
        }
        String successor = Successor.of(call);
        if (successor != null) {
            header.accept(Headers.MODEL_SUCCESSOR, successor);
        }
    }

    /** Who answered. */
    static void name(Call call, Attempt attempt, BiConsumer<String, String> header) {
        header.accept(Headers.REQUEST_ID, call.id());
        header.accept(Headers.PROVIDER, attempt.target().provider().name());
        if (!attempt.target().model().isEmpty()) {
            header.accept(Headers.PROVIDER_MODEL, printable(attempt.target().model()));
        }
        header.accept(Headers.ATTEMPTS, Integer.toString(call.attempts().sent()));
        String providerRequestId = attempt.providerRequestId();
        if (providerRequestId != null) {
            header.accept(Headers.PROVIDER_REQUEST_ID, printable(providerRequestId));
        }
    }

    /** A header holds what a header may hold: a model's name by a pattern, or a provider's id, may hold anything. */
    private static String printable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character < ' ' || character > '~') {
                return value.replaceAll("[^ -~]", "?");
            }
        }
        return value;
    }
}
