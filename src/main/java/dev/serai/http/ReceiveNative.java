package dev.serai.http;

import dev.serai.auth.Caller;
import dev.serai.calls.Client;
import dev.serai.config.ModelMapping;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.passthrough.NativePath;
import dev.serai.passthrough.NativeReach;
import dev.serai.passthrough.NativeRequestReader;
import dev.serai.passthrough.ReceivedCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * The first step of a native call: judges it, and opens the call that every later step works on. It reads the request as it
 * stands on the wire, since a path that somebody has decoded is another path. Thread-safe.
 */
public final class ReceiveNative implements Processor {
    private final Supplier<ModelMapping> mapping;
    private final NativeRequestReader reader;
    private final OpenCall open;

    public ReceiveNative(Supplier<ModelMapping> mapping, NativeRequestReader reader, OpenCall open) {
        this.mapping = mapping;
        this.reader = reader;
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (!(message instanceof HttpMessage http)) {
            throw new IllegalStateException("Native calls come by HTTP alone");
        }
        HttpServerRequest request = http.getRequest();
        String path = request.path();
        if (!NativePath.isNative(path)) {
            throw new GatewayException(HttpErrors.UNKNOWN_URL); // "/providers" itself
        }
        ModelMapping current = mapping.get();
        if (NativePath.isBedrocks(path)) {
            exchange.setVariable(AwsErrorType.VARIABLE, true);
        }
        String type = NativeRequestReader.provider(current, NativePath.of(path)).type();
        if (type.equals("bedrock")) {
            exchange.setVariable(AwsErrorType.VARIABLE, true);
        }
        refuseCompressed(request);
        Client client = open.client(message);
        NativeReach reach = reach(open.caller(exchange));
        open.open(exchange, client, current, reader.read(current, received(request, message), reach));
    }

    private static NativeReach reach(Caller caller) {
        if (!caller.may(Caller.NATIVE_ALL)) {
            return NativeReach.MODELS;
        }
        return caller == Caller.ANYONE ? NativeReach.ALL_BUT_MANAGEMENT : NativeReach.ALL;
    }

    private static ReceivedCall received(HttpServerRequest request, Message message) {
        String contentType = request.headers().get(HttpHeaders.CONTENT_TYPE);
        return new ReceivedCall(
                request.method().name(),
                request.path(),
                request.query(),
                headers(request),
                contentType,
                RequestContent.isJson(contentType),
                body(request, message));
    }

    /** Of a form Camel makes a map or nothing, while the provider gets what the client sent. */
    private static byte[] body(HttpServerRequest request, Message message) {
        RequestRecord record = message.getBody() instanceof Buffer
                ? null
                : ConnectionWatch.of(request.connection()).underWay();
        return record == null ? OpenCall.body(message) : record.body();
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers()
                .forEach(header ->
                        headers.merge(header.getKey(), header.getValue(), (one, other) -> one + ", " + other));
        return headers;
    }

    private static void refuseCompressed(HttpServerRequest request) {
        String encoding = request.headers().get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.trim().equalsIgnoreCase("identity")) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    415, "unsupported_content_encoding", null, "the body must not be compressed"));
        }
    }
}
