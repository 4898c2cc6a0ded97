package dev.serai.models;

import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls are under way in each place: no more than the {@code max_concurrent} of its provider, so that one that hangs
 * starves nobody else. Thread-safe; a changed limit holds from the next call on.
 */
public final class Bulkheads {
    private final Map<Place, AtomicInteger> calls = new ConcurrentHashMap<>();

    /** Takes a place at a target's provider, and says whether there was one; who got it gives it back by {@link #leave}. */
    boolean enter(ModelTarget target) {
        AtomicInteger now = calls.computeIfAbsent(target.place(), place -> new AtomicInteger());
        if (now.incrementAndGet() <= target.provider().maxConcurrent()) {
            return true;
        }
        now.decrementAndGet();
        return false;
    }

    /** Whether there is no place now. */
    boolean full(ModelTarget target) {
        return calls(target.place()) >= target.provider().maxConcurrent();
    }

    void leave(Place place) {
        AtomicInteger now = calls.get(place);
        if (now != null) {
            now.decrementAndGet();
        }
    }

    /** Calls that are under way. */
    public int calls(Place place) {
        AtomicInteger now = calls.get(place);
        return now == null ? 0 : now.get();
    }
}
