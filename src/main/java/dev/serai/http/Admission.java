package dev.serai.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the requests that are being worked on: what comes beyond is refused at once, before its body is read, so that those
 * that are in get done. Whoever only asks how the gateway is, or what it has, always gets in. Thread-safe.
 */
final class Admission {
    private final int most;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** @param most requests at a time */
    Admission(int most) {
        this.most = most;
    }

    /** Whether there is a place for this request; it is given back at the end of its answer, or of its connection. */
    boolean admit(RoutingContext routing) {
        if (!isWork(routing.request())) {
            return true;
        }
        if (inFlight.incrementAndGet() > most) {
            inFlight.decrementAndGet();
            return false;
        }
        routing.addEndHandler(ended -> inFlight.decrementAndGet());
        return true;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** What may end at a provider: every POST, and all of a provider's own API. */
    private static boolean isWork(HttpServerRequest request) {
        return request.method() == HttpMethod.POST || request.path().startsWith("/providers/");
    }
}
