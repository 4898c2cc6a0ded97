package dev.serai.http;

import java.util.concurrent.TimeUnit;

/** How long a client may take, in nanoseconds. Immutable. */
record ConnectionLimits(long head, long body, long idle) {
    static ConnectionLimits of(HttpServerSettings settings) {
        return new ConnectionLimits(
                settings.headerTimeout().toNanos(),
                settings.bodyTimeout().toNanos(),
                settings.idleTimeout().toNanos());
    }

    /** A body of that many bytes so far: a long one may take longer, if it keeps coming. */
    long body(long bytes) {
        return body + TimeUnit.SECONDS.toNanos(bytes) / HttpServerSettings.SLOWEST_BODY;
    }

    /** How often to look: a quarter of the shortest limit, a second at most. */
    long sweepMillis() {
        long shortest = Math.min(head, Math.min(body, idle));
        return Math.max(10, Math.min(1000, TimeUnit.NANOSECONDS.toMillis(shortest / 4)));
    }
}
