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
    private static final int MOST_UNSAID = 500;

    private final int unsaid;
    private final Map<Place, AtomicInteger> calls = new ConcurrentHashMap<>();

    /**
     * @param requests that the gateway works on at a time: where {@code max_concurrent} is not said, a provider that hangs leaves a
     *     fourth of them to the others
     */
    public Bulkheads(int requests) {
        this.unsaid = Math.min(MOST_UNSAID, requests - requests / 4);
    }

    /** Takes a place at a target's provider, and says whether there was one; who got it gives it back by {@link #leave}. */
    boolean enter(ModelTarget target) {
        AtomicInteger now = calls.computeIfAbsent(target.place(), place -> new AtomicInteger());
        if (now.incrementAndGet() <= most(target)) {
            return true;
        }
        now.decrementAndGet();
        return false;
    }

    /** Whether there is no place now. */
    boolean full(ModelTarget target) {
        return calls(target.place()) >= most(target);
    }

    private int most(ModelTarget target) {
        int said = target.provider().maxConcurrent();
        return said == 0 ? unsaid : said;
    }

    /**
     * Takes more places for a request that has one, and says how many: half of those that are free at most, so that no long list
     * keeps everybody else out.
     */
    int enterMore(ModelTarget target, int wanted) {
        if (wanted <= 0) {
            return 0;
        }
        AtomicInteger now = calls.computeIfAbsent(target.place(), place -> new AtomicInteger());
        int most = most(target);
        int before = now.getAndUpdate(taken -> taken + more(most - taken, wanted));
        return more(most - before, wanted);
    }

    private static int more(int free, int wanted) {
        return Math.max(0, Math.min(wanted, free / 2));
    }

    void leave(Place place) {
        leave(place, 1);
    }

    void leave(Place place, int places) {
        AtomicInteger now = calls.get(place);
        if (now != null) {
            now.addAndGet(-places);
        }
    }

    /** Calls that are under way. */
    public int calls(Place place) {
        AtomicInteger now = calls.get(place);
        return now == null ? 0 : now.get();
    }
}
