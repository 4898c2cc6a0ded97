package dev.serai.budgets;

import java.util.concurrent.TimeUnit;

/** How fast money is spent, over the last minute or so. Not thread-safe: its purse's lock guards it. */
final class Pace {
    private static final double MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final double SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bornNanos;
    private long lastNanos;
    private double remembered;
    private long since;

    Pace(long nowNanos) {
        this.bornNanos = nowNanos;
        this.lastNanos = nowNanos;
    }

    void spend(long nanoUsd) {
        since += nanoUsd;
    }

    /** Time goes on. What was spent since it was last said counts as spent just now. */
    void pass(long nowNanos) {
        remembered = remembered * Math.exp((lastNanos - nowNanos) / MEMORY_NANOS) + since;
        lastNanos = nowNanos;
        since = 0;
    }

    /** What so long a time takes if it goes on like this. Billionths of a dollar. */
    long needs(long lengthNanos, long nowNanos) {
        pass(nowNanos);
        double observed = Math.min(MEMORY_NANOS, Math.max(SHORTEST_NANOS, nowNanos - bornNanos));
        return (long) Math.min(Long.MAX_VALUE / 4.0, remembered / observed * lengthNanos);
    }
}
