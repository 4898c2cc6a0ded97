package dev.serai.http;

/**
 * What a client is sending, and for how long: says when it takes too long. Times are {@link System#nanoTime()}. Lives on the
 * connection's event loop.
 */
final class Arrival {
    private enum Part {
        NOTHING,
        HEAD,
        BODY
    }

    /** What is late. */
    enum Late {
        NOTHING,
        HEAD,
        BODY,
        /** A request, where there is none. */
        REQUEST
    }

    private final ConnectionLimits limits;
    private Part part = Part.NOTHING;
    private long since;
    private long restarted;
    private long bodyBytes;

    Arrival(ConnectionLimits limits, long now) {
        this.limits = limits;
        this.since = now;
        this.restarted = now;
    }

    void headBegins(long now) {
        part = Part.HEAD;
        since = now;
    }

    void bodyBegins(long now) {
        part = Part.BODY;
        since = now;
        bodyBytes = 0;
    }

    void body(int bytes) {
        bodyBytes += bytes;
    }

    void ends(long now) {
        part = Part.NOTHING;
        since = now;
    }

    /** Whatever there is to wait for, the wait begins now: nobody was waiting before. */
    void restart(long now) {
        since = now;
        restarted = now;
    }

    /** Whether a request has begun to come, and has not come whole. */
    boolean inside() {
        return part != Part.NOTHING;
    }

    /**
     * What is late.
     *
     * @param answering whether a request has begun whose answer is not out
     * @param behind whether what is coming is behind that request, or behind an answer that its client has yet to take
     */
    Late late(long now, boolean answering, boolean behind) {
        if (behind) {
            // Whatever more comes of what nobody looks at is no sign that the answer is taken.
            return answering || now - restarted <= limits.idle() ? Late.NOTHING : Late.REQUEST;
        }
        long waited = now - since;
        if (part == Part.BODY) {
            return waited > limits.body(bodyBytes) ? Late.BODY : Late.NOTHING;
        }
        if (answering) {
            return Late.NOTHING;
        }
        if (part == Part.HEAD && waited > limits.head()) {
            return Late.HEAD;
        }
        return waited > limits.idle() ? Late.REQUEST : Late.NOTHING;
    }
}
