package dev.serai;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when requests may go by plans of mappings, and names of policies, that are in use no more: the latest of the deadlines of all that
 * were, since one with a long deadline may have been replaced but one before the last. For one thread at a time.
 */
final class PlansUnderWay {
    private final LongSupplier nanos;
    private long end;

    /** @param nanos {@link System#nanoTime} */
    PlansUnderWay(LongSupplier nanos) {
        this.nanos = nanos;
        this.end = nanos.getAsLong();
    }

    /** What is in use with this deadline is so for the last time now. */
    void replaced(Duration deadline) {
        long now = nanos.getAsLong();
        end = now + Math.max(end - now, deadline.toNanos());
    }

    /** How long what was replaced is still needed, in whole milliseconds; zero: no more. */
    Duration left() {
        long left = end - nanos.getAsLong();
        return left <= 0
                ? Duration.ZERO
                : Duration.ofMillis(Duration.ofNanos(left).toMillis() + 1);
    }
}
