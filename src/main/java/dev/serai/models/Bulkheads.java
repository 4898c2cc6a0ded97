package dev.serai.models;

import dev.serai.config.ProviderSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls each provider is making now: no more than its {@code max_concurrent}, so that one that hangs starves
 * nobody else. Thread-safe; a changed limit holds from the next call on.
 */
public final class Bulkheads {
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    /** Takes a place at a provider, and says whether there was one; who got it gives it back by {@link #leave}. */
    boolean enter(ProviderSettings provider) {
        AtomicInteger now = calls.computeIfAbsent(provider.name(), name -> new AtomicInteger());
        if (now.incrementAndGet() <= provider.maxConcurrent()) {
            return true;
        }
        now.decrementAndGet();
        return false;
    }

    void leave(ProviderSettings provider) {
        AtomicInteger now = calls.get(provider.name());
        if (now != null) {
            now.decrementAndGet();
        }
    }

    /** Calls that are under way. */
    public int calls(String provider) {
        AtomicInteger now = calls.get(provider);
        return now == null ? 0 : now.get();
    }
}
