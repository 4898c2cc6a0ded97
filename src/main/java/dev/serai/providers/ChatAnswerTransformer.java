package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.OpenStream;
import dev.serai.calls.TransportFailure;
import dev.serai.config.ModelPolicies.Rescue;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.WireFormats;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.rescue.Continuation;
import dev.serai.streams.EventDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * A dialect's {@code …:chat-answer} to {@code client:chat-answer}, inside the provider's circuit breaker: reads a whole
 * answer, or a stream up to its first event. What the breaker counts is thrown; what it must not count becomes the attempt's
 * failure, and is judged behind the breaker. Thread-safe.
 */
public final class ChatAnswerTransformer extends Transformer {
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    private static final int LARGEST_ERROR = 64 * 1024;

    private final WireFormats formats;
    private final Function<ChatStream.Framing, EventDecoder> decoders;
    private final TranslationTimer timer;

    public ChatAnswerTransformer(
            WireFormats formats, Function<ChatStream.Framing, EventDecoder> decoders, TranslationTimer timer) {
        this.formats = formats;
        this.decoders = decoders;
        this.timer = timer;
    }

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Call call = message.getExchange().getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        attempt.answering();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Map<String, String> headers = headers(message);
        attempt.providerRequestId(requestId(headers));
        InputStream body = message.getBody() instanceof InputStream stream ? stream : InputStream.nullInputStream();
        if (status < 200 || status > 299) {
            refused(call, attempt, new ProviderAnswer(status, headers, read(attempt, body, headers, LARGEST_ERROR)));
        } else if (call.request().stream()) {
            open(call, attempt, body, headers.getOrDefault("content-type", ""));
        } else {
            whole(call, attempt, new ProviderAnswer(status, headers, complete(call, attempt, body, headers)));
        }
        // The attempt has all of it, and what is not there is not copied from step to step.
        message.setBody(null);
        message.removeHeaders("*");
    }

    private void refused(Call call, Attempt attempt, ProviderAnswer answer) {
        ProviderFailure failure = formats.failure(answer, call.request(attempt.target()), attempt.target())
                .without(attempt.shown());
        if (failure.kind().breakerCounts()) {
            throw new ProviderException(failure);
        }
        attempt.failure(failure);
    }

    private void whole(Call call, Attempt attempt, ProviderAnswer answer) {
        long started = System.nanoTime();
        try {
            attempt.answer(formats.answer(
                    answer, call.request(), attempt.target(), attempt.request().context()));
        } catch (ProviderException e) {
            judge(attempt, e);
            return;
        }
        timer.translated(formats.name(), call.request().dialect().label(), System.nanoTime() - started);
        attempt.heard();
        attempt.done();
    }

    private void open(Call call, Attempt attempt, InputStream body, String contentType) {
        ChatStream translator = translator(call, attempt);
        String expected = mediaType(translator.framing());
        if (!contentType.regionMatches(true, 0, expected, 0, expected.length())) {
            attempt.abort(Attempt.Abort.IDLE);
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 200, "The provider was asked for a stream, and sent something else"));
        }
        OpenStream stream = new OpenStream(
                attempt,
                body,
                decoders.apply(translator.framing()),
                translator,
                call.request().dialect().texts());
        try {
            if (call.plan().model().policies().rescue() == Rescue.RESTART) {
                stream.hold();
            } else {
                stream.prime();
            }
        } catch (ProviderException e) {
            spent(call, attempt, stream);
            judge(attempt, e);
            return;
        }
        attempt.stream(stream);
    }

    private ChatStream translator(Call call, Attempt attempt) {
        ModelTarget target = attempt.target();
        ChatStream ofTarget =
                formats.stream(call.request(target), target, attempt.request().context());
        Continuation continuation = call.continuation();
        return continuation == null ? ofTarget : continuation.stream(ofTarget, target);
    }

    /** What came before a break was paid for, also where nobody will read it. */
    private static void spent(Call call, Attempt attempt, OpenStream stream) {
        if (attempt.heardFirst()) {
            attempt.spent(Continuation.used(
                    call.request(), stream.said(), stream.translator().usage()));
        }
    }

    /** Errors inside a 200 are the same errors: only those of the breaker's concern are thrown inside it. */
    private static void judge(Attempt attempt, ProviderException exception) {
        ProviderException told = exception.without(attempt.shown());
        if (told.failure().kind().breakerCounts()) {
            throw told;
        }
        attempt.failure(told.failure());
    }

    private static String mediaType(ChatStream.Framing framing) {
        return switch (framing) {
            case SERVER_SENT_EVENTS, DATA_LINES -> "text/event-stream";
            case AWS_EVENT_STREAM -> "application/vnd.amazon.eventstream";
            case WHOLE_JSON -> "application/json";
        };
    }

    private static byte[] complete(Call call, Attempt attempt, InputStream body, Map<String, String> headers) {
        int largest = Math.min(LARGEST_ANSWER, call.mostAnswerBytes());
        byte[] bytes = read(attempt, body, headers, largest);
        if (bytes.length > largest) {
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 0, "The provider's answer is larger than " + largest + " bytes"));
        }
        return bytes;
    }

    /** As much as there is, up to one byte more than so many: a refusal's status counts, however long its words are. */
    private static byte[] read(Attempt attempt, InputStream body, Map<String, String> headers, int largest) {
        try {
            // One byte more than there should be, for the end to be seen; its length known, a small answer takes a
            // small buffer.
            return body.readNBytes(Math.min(length(headers), largest) + 1);
        } catch (IOException e) {
            throw TransportFailure.of(attempt, e);
        }
    }

    /** As the provider declared it, and the HTTP client has checked; without bound where it didn't. */
    private static int length(Map<String, String> headers) {
        String declared = headers.get("content-length");
        return declared == null || declared.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(declared);
    }

    static Map<String, String> headers(Message message) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getValue() != null) {
                headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().toString());
            }
        }
        return headers;
    }

    static @Nullable String requestId(Map<String, String> headers) {
        for (String name : PROVIDER_REQUEST_ID_HEADERS) {
            String id = headers.get(name);
            if (id != null && id.length() <= 128) {
                return id;
            }
        }
        return null;
    }

    private static final String[] PROVIDER_REQUEST_ID_HEADERS = {
        "x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "opc-request-id"
    };
}
