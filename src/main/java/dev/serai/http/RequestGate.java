package dev.serai.http;

import dev.serai.errors.GatewayError;
import dev.serai.passthrough.NativePath;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The router's first handler, before any path is looked for: names the request, watches it for the access log, and
 * turns away what no route may see. Thread-safe; runs on every event loop.
 */
final class RequestGate implements Handler<RoutingContext> {
    private final CrossOrigin crossOrigin;
    private final Admission admission;
    private final Admission adminAdmission = Admission.ofAdmin();
    private volatile boolean stopping;

    RequestGate(CrossOrigin crossOrigin, Admission admission) {
        this.crossOrigin = crossOrigin;
        this.admission = admission;
    }

    /** From now on every new request is answered 503. */
    void stop() {
        stopping = true;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        ConnectionWatch connection = ConnectionWatch.of(request.connection());
        if (!connection.answerable()) {
            return; // And nobody would ever give back what it is let in for.
        }
        RequestRecord record = RequestRecord.of(request);
        record.routedBy(routing);
        connection.begin(record);
        routing.put(RequestId.ROUTING_KEY, record.id());
        if (stopping) {
            request.response().putHeader("connection", "close");
            HttpErrors.answer(request, HttpErrors.STOPPING);
            return;
        }
        crossOrigin.permit(request);
        if (!AdminPaths.serves(connection.listener(), request.path())) {
            HttpErrors.answer(request, HttpErrors.UNKNOWN_URL);
            return;
        }
        if (!admission.admit(routing) || !adminAdmission.admit(routing)) {
            HttpErrors.overloaded(request);
            return;
        }
        GatewayError fault = faultOfPath(routing.normalizedPath(), request.path());
        if (fault != null) {
            HttpErrors.answer(request, fault);
            return;
        }
        if (request.query() != null) {
            routing.queryParams().clear(); // Camel would make message headers of them.
        }
        MonitoringThreads.mark(routing);
        routing.next();
    }

    /** Of a native path its own endpoint says more: it may have a slash too many behind what is no provider. */
    private static @Nullable GatewayError faultOfPath(String normalized, String path) {
        if (NativePath.isNative(path)) {
            return NativePath.faultOf(path);
        }
        return isCanonical(normalized, path) ? null : HttpErrors.UNKNOWN_URL;
    }

    /** One spelling a path: no dot segments, no empty ones, no trailing slash, nothing encoded that need not be. */
    private static boolean isCanonical(String normalized, String path) {
        int last = path.length() - 1;
        return normalized.equals(path) && (last == 0 || path.charAt(last) != '/');
    }
}
