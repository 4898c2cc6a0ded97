package dev.serai.budgets;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Under what name this process leases, and all that it has leased under it. Once others have taken it for dead, all of that
 * is void, and another takes its place. Thread-safe.
 */
final class Holder {
    private final String id = UUID.randomUUID().toString();
    private final Map<Fund.Key, Purse> purses = new ConcurrentHashMap<>();
    private volatile boolean registered;
    private volatile long lastBeatNanos;

    String id() {
        return id;
    }

    Purse purse(Fund fund, long nowNanos) {
        Purse purse = purses.get(fund.key());
        return purse != null ? purse : purses.computeIfAbsent(fund.key(), key -> new Purse(fund, nowNanos));
    }

    @Nullable
    Purse purse(Fund.Key key) {
        return purses.get(key);
    }

    Collection<Purse> purses() {
        return purses.values();
    }

    void forget(Purse purse) {
        purses.remove(purse.key(), purse);
    }

    /** Whether the store knows it. */
    boolean registered() {
        return registered;
    }

    void beat(long nowNanos) {
        lastBeatNanos = nowNanos;
        registered = true;
    }

    /** Whether nobody can have taken it for dead yet. */
    boolean alive(long nowNanos, long longestNanos) {
        return registered && nowNanos - lastBeatNanos < longestNanos;
    }
}
