package dev.serai.http;

import dev.serai.passthrough.NativePath;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Bounds the requests that are being worked on: what comes beyond is refused at once, before its body is read, so that those
 * that are in get done; so is all work while the heap has no room for it. Whoever only asks how the gateway is, or what it
 * has, always gets in. Thread-safe.
 */
final class Admission {
    /** What an operator's scripts may ask at the same time: few enough that they starve nobody. */
    private static final int MOST_OF_ADMIN = 16;

    private final int most;
    private final Predicate<HttpServerRequest> counted;
    private final BooleanSupplier full;
    private final AtomicInteger inFlight = new AtomicInteger();

    private Admission(int most, Predicate<HttpServerRequest> counted, BooleanSupplier full) {
        this.most = most;
        this.counted = counted;
        this.full = full;
    }

    /**
     * @param most requests at a time that may end at a provider
     * @param full whether there is no room for any more, however few there are
     */
    static Admission ofWork(int most, BooleanSupplier full) {
        return new Admission(most, Admission::isWork, full);
    }

    /** Of the admin API, which gets in however much work there is. */
    static Admission ofAdmin() {
        return new Admission(MOST_OF_ADMIN, request -> AdminPaths.isAdmin(request.path()), () -> false);
    }

    /** Whether there is a place for this request; it is given back at the end of its answer, or of its connection. */
    boolean admit(RoutingContext routing) {
        if (!counted.test(routing.request())) {
            return true;
        }
        if (full.getAsBoolean()) {
            return false;
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

    /** What may end at a provider: every POST but those of the admin API, and all of a provider's own API, by its older paths too. */
    private static boolean isWork(HttpServerRequest request) {
        String path = request.path();
        return request.method() == HttpMethod.POST && !AdminPaths.isAdmin(path) || NativePath.isNative(path);
    }
}
