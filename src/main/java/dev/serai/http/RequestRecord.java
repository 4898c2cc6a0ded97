package dev.serai.http;

import dev.serai.dialects.ClientDialect;
import dev.serai.traces.TraceContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the access log says of one request: one line when its answer has left, or its connection. No body, no query,
 * no header value. Lives on the connection's event loop.
 */
final class RequestRecord {
    /** The client went before its answer was complete (nginx' number for it). */
    static final int CLIENT_GONE = 499;

    private static final Logger ACCESS = LoggerFactory.getLogger("serai.access");
    private static final int LONGEST_PATH = 200;
    private static final CharSequence TRACE_PARENT = AsciiString.cached(TraceContext.PARENT_HEADER);

    private final String id;
    private final String method;
    private final String target;
    private final String remote;
    private final @Nullable String traceParent;
    private final long begin = System.nanoTime();
    private @Nullable RoutingContext routing;
    private volatile boolean refused;
    private volatile @Nullable String ownTrace;

    private RequestRecord(String id, String method, String target, String remote, @Nullable String traceParent) {
        this.id = id;
        this.method = method;
        this.target = target;
        this.remote = remote;
        this.traceParent = traceParent;
    }

    /** Names the request, on both sides, and begins its time. */
    static RequestRecord of(HttpServerRequest request) {
        String id = RequestId.choose(request.headers().get(RequestId.HEADER_NAME));
        request.headers().set(RequestId.HEADER, id);
        request.response().headers().set(RequestId.HEADER_NAME, id);
        if (DialectPaths.of(request.path()) == ClientDialect.MESSAGES) {
            request.response().headers().set(RequestId.MESSAGES_HEADER_NAME, id);
        }
        // The connection's own: the router's request would look for one that was forwarded, which is believed here from
        // nobody.
        SocketAddress remote = request.connection().remoteAddress();
        return new RequestRecord(
                id,
                request.method().name(),
                request.uri(),
                remote == null ? "-" : String.valueOf(remote.hostAddress()),
                only(request.headers(), TRACE_PARENT));
    }

    /** A request that never came to be: its head took too long. */
    static RequestRecord unread(String remote) {
        return new RequestRecord(RequestId.choose(null), "-", "-", remote, null);
    }

    /** The header's value; null where there is none, or more than one. */
    private static @Nullable String only(MultiMap headers, CharSequence name) {
        String value = headers.get(name);
        return value == null || headers.getAll(name).size() > 1 ? null : value;
    }

    String id() {
        return id;
    }

    void routedBy(RoutingContext context) {
        routing = context;
    }

    /** Its body's bytes, of which Camel may have made something else; none where it has no body. */
    byte[] body() {
        RoutingContext context = routing;
        Buffer bytes = context == null ? null : context.body().buffer();
        return bytes == null ? new byte[0] : bytes.getBytes();
    }

    /** The trace that it belongs to, be it one that began here. */
    void traced(@Nullable String traceId) {
        ownTrace = traceId;
    }

    /** The listener answers it, and no route. */
    void refuse() {
        refused = true;
    }

    /** Whether no route has seen it. */
    boolean refused() {
        return refused;
    }

    /** Since it began. */
    long nanos() {
        return System.nanoTime() - begin;
    }

    /** Answers 408, unless an answer is on its way. */
    void timedOut() {
        RoutingContext context = routing;
        if (context != null) {
            HttpErrors.answer(context.request(), HttpErrors.TOO_SLOW);
        }
    }

    /** Writes the line. */
    void finished(int status, long bytesOut) {
        if (!ACCESS.isInfoEnabled()) {
            return;
        }
        long micros = (System.nanoTime() - begin) / 1000;
        ACCESS.atInfo()
                .addKeyValue("method", method)
                .addKeyValue("path", path())
                .addKeyValue("status", status)
                .addKeyValue("bytes", bytesOut)
                .addKeyValue("duration_ms", micros / 1000.0)
                .addKeyValue("request_id", id)
                .addKeyValue("trace_id", traceId())
                .addKeyValue("remote", remote)
                .log(
                        status == CLIENT_GONE
                                ? "client gone"
                                : HttpResponseStatus.valueOf(status).reasonPhrase());
    }

    private @Nullable String traceId() {
        if (ownTrace != null) {
            return ownTrace;
        }
        TraceContext trace = TraceContext.of(traceParent, null);
        return trace == null ? null : trace.traceId();
    }

    /** The route's template where one was found, so that the log says nothing of ids; else the path, cut. */
    private String path() {
        RoutingContext context = routing;
        Route route = context == null ? null : context.currentRoute();
        String template = route == null ? null : route.getPath();
        if (template != null) {
            return template;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path;
    }
}
