package dev.serai.models;

import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each target takes to its first event, or to a whole answer: an exponentially weighted average in which the last
 * answer counts a fifth. Thread-safe; forgets the names that patterns made when there are many.
 */
public final class Latencies {
    private static final double LATEST = 0.2;
    private static final int MOST_ENTRIES = 1_000;

    private final Map<Key, Double> seconds = new ConcurrentHashMap<>();

    /** A target has answered after so many seconds. */
    public void answered(ModelTarget target, double after) {
        if (seconds.size() > MOST_ENTRIES) {
            seconds.clear();
        }
        seconds.merge(Key.of(target), after, (before, now) -> before + LATEST * (now - before));
    }

    /** Seconds; 0 where nothing is known. */
    double seconds(ModelTarget target) {
        return seconds.getOrDefault(Key.of(target), 0.0);
    }

    private record Key(Place place, String model) {
        static Key of(ModelTarget target) {
            return new Key(target.place(), target.model());
        }
    }
}
