package dev.serai.http;

import dev.serai.accounting.CallSpans;
import dev.serai.auth.Caller;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.calls.Watch;
import dev.serai.config.ModelMapping;
import dev.serai.dialects.ClientRequest;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.traces.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Opens the call that every step of a request works on, whatever endpoint it came by. Used before the message is replaced,
 * since it keeps the connection to the client. Thread-safe.
 */
public final class OpenCall {
    private static final String API = "api-";
    private static final int FULL_RETRY_SECONDS = 10;
    private static final long NO_TIME = Long.MAX_VALUE;
    private static final long LONGEST = TimeUnit.DAYS.toNanos(365);

    private final Supplier<ModelMapping> mapping;
    private final Watch watch;
    private final long clientStallNanos;
    private final boolean guarded;
    private final BooleanSupplier accepting;
    private final @Nullable CallSpans spans;

    /**
     * @param clientStall how long a client may take nothing of its answer before it is cut off
     * @param guarded whether a call needs a caller who was let in
     * @param accepting whether calls can be booked, without which none is begun
     * @param spans null: nobody wants any
     */
    public OpenCall(
            Supplier<ModelMapping> mapping,
            Watch watch,
            Duration clientStall,
            boolean guarded,
            BooleanSupplier accepting,
            @Nullable CallSpans spans) {
        this.mapping = mapping;
        this.watch = watch;
        this.clientStallNanos = clientStall.toNanos();
        this.guarded = guarded;
        this.accepting = accepting;
        this.spans = spans;
    }

    /**
     * Who calls. A route that forgot to ask does not get past here.
     *
     * @throws GatewayException 401 if somebody has to be known, and nobody is
     */
    public Caller caller(Exchange exchange) {
        Caller caller = exchange.getVariable(Caller.VARIABLE, Caller.class);
        if (caller == null && guarded) {
            throw new GatewayException(
                    new GatewayError.Unauthenticated("invalid_api_key", "Nobody knows who sends this request"));
        }
        return caller == null ? Caller.ANYONE : caller;
    }

    /**
     * Whether the endpoints below {@code /v1/} are there; Bedrock's own that older clients look for there are not meant.
     *
     * @throws GatewayException 404 if they are switched off
     */
    public static void requireCompatibility(ModelMapping mapping) {
        if (!mapping.features().openaiCompatibility()) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404, "unknown_url", null, "The OpenAI-compatible endpoints are switched off here"));
        }
    }

    /**
     * Opens the call of an endpoint below {@code /v1/}, or of its door.
     *
     * @param reader makes the request of the body's bytes, and checks it
     */
    void openAi(Exchange exchange, Function<byte[], ? extends ClientRequest> reader) {
        Message message = exchange.getMessage();
        ModelMapping current = mapping.get();
        if (message instanceof HttpMessage) {
            requireCompatibility(current);
        }
        refuseQuery(message);
        Client client = client(message);
        ClientRequest request = reader.apply(body(message));
        if (request.stream() && (!current.features().streaming() || client == Client.PRESENT)) {
            throw GatewayException.invalid("unsupported_parameter", "stream", "Streaming is not available here");
        }
        open(exchange, client, current, request);
    }

    /** Opens the call for a request that has been read. */
    void open(Exchange exchange, Client client, ModelMapping current, ClientRequest request) {
        if (!accepting.getAsBoolean()) {
            throw new GatewayException(new GatewayError.Overloaded(
                    "The gateway can't record what requests cost now, and takes none until it can",
                    FULL_RETRY_SECONDS));
        }
        Message message = exchange.getMessage();
        Call outer = exchange.getVariable(OwnExchange.WITHIN, Call.class);
        Call call = outer == null
                ? asked(exchange, client, current, request)
                : new Call(outer, exchange, current, request, ours(current));
        call.transcribe();
        String route = exchange.getFromRouteId();
        call.endpoint(route == null ? "" : route.startsWith(API) ? route.substring(API.length()) : route);
        if (spans != null) {
            begin(spans, call, exchange, message);
        }
        exchange.setVariable(Call.VARIABLE, call);
        watch.add(call);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange ended) {
                watch.remove(call);
                call.over();
                if (spans != null) {
                    spans.end(call);
                }
            }
        });
    }

    private Call asked(Exchange exchange, Client client, ModelMapping current, ClientRequest request) {
        Message message = exchange.getMessage();
        Call call =
                new Call(requestId(message, client), client, exchange, current, request, deadline(message, current));
        call.caller(caller(exchange));
        call.trace().goesOn(trace(message));
        return call;
    }

    private static void begin(CallSpans spans, Call call, Exchange exchange, Message message) {
        if (message instanceof HttpMessage http
                && exchange.getFromEndpoint() instanceof PlatformHttpEndpoint endpoint) {
            HttpServerRequest request = http.getRequest();
            String path = endpoint.getPath();
            spans.begin(call, request.method().name(), path.endsWith("/") ? path + "*" : path);
            ConnectionWatch.of(request.connection()).traced(call.trace().id());
        } else {
            spans.begin(call, null, call.endpoint());
        }
    }

    /** Of several headers of the name none is meant. */
    private static @Nullable TraceContext trace(Message message) {
        return message.getHeader(TraceContext.PARENT_HEADER) instanceof String parent
                ? TraceContext.of(parent, state(message.getHeader(TraceContext.STATE_HEADER)))
                : null;
    }

    /** Lines of it are one list. */
    private static @Nullable String state(@Nullable Object header) {
        if (header instanceof Collection<?> lines) {
            return lines.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return header instanceof String line ? line : null;
    }

    /** Whoever sent the message. */
    Client client(Message message) {
        return message instanceof HttpMessage http
                ? new HttpClientConnection(http.getResponse(), http.getRequest().connection(), clientStallNanos)
                : Client.PRESENT;
    }

    private static String requestId(Message message, Client client) {
        if (client instanceof HttpClientConnection connection) {
            HttpServerResponse response = connection.response();
            String id = response.headers().get(Headers.REQUEST_ID);
            if (id != null) {
                return id;
            }
        }
        String given = message.getHeader(Headers.REQUEST_ID, String.class);
        return given == null ? "req_" + UUID.randomUUID().toString().replace("-", "") : given;
    }

    /** The message's bytes; none where it has no body. */
    static byte[] body(Message message) {
        if (message.getBody() instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? new byte[0] : bytes;
    }

    private static void refuseQuery(Message message) {
        if (!(message instanceof HttpMessage http) || http.getRequest().query() == null) {
            return;
        }
        GatewayError key = KeyInQuery.faultOf(http.getRequest());
        if (key != null) {
            throw new GatewayException(key);
        }
        if (http.getRequest().params().contains("model")) {
            throw GatewayException.invalid(
                    "unknown_parameter", "model", "The model belongs in the body, not in the URL");
        }
    }

    private static long ours(ModelMapping mapping) {
        return mapping.routing().deadline().toNanos();
    }

    private static long deadline(Message message, ModelMapping mapping) {
        long ours = ours(mapping);
        String asked = message.getHeader(Headers.REQUEST_TIMEOUT, String.class);
        if (asked == null) {
            return Math.min(ours, nanos(message.getHeader(Headers.STAINLESS_TIMEOUT, String.class)));
        }
        long nanos = nanos(asked);
        if (nanos == NO_TIME) {
            throw GatewayException.invalid(
                    "invalid_value",
                    Headers.REQUEST_TIMEOUT,
                    "The request timeout is not a positive number of seconds");
        }
        return Math.min(ours, nanos);
    }

    /** OpenAI's SDKs send theirs unasked, and make 0 of less than a second: what is no time there means nothing. */
    private static long nanos(@Nullable String asked) {
        if (asked == null) {
            return NO_TIME;
        }
        try {
            double seconds = Double.parseDouble(asked.strip());
            return seconds > 0 ? (long) Math.min(LONGEST, seconds * TimeUnit.SECONDS.toNanos(1)) : NO_TIME;
        } catch (NumberFormatException e) {
            return NO_TIME;
        }
    }
}
