package dev.serai.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what the long bodies of requests under way hold of the heap together. {@link Admission} bounds how many requests there
 * are, and reckons with short ones: a few hundred of the longest would be more than any heap has. Thread-safe.
 */
final class BodiesInFlight {
    /** What is shorter is part of what {@link HttpServerSettings#maxInFlight()} reckons for a request. */
    static final int SHORT = 64 * 1024;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodiesInFlight(long most) {
        this.most = most;
    }

    /** Whether there is room for so many bytes more at this moment. */
    boolean hasRoom(long bytes) {
        return held.get() + bytes <= most;
    }

    /** Whether there is room for so many bytes more; if so they are held. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long bytes() {
        return held.get();
    }
}
