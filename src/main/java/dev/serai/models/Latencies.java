package dev.serai.models;

import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long each target takes to its first event, or to a whole answer: an exponentially weighted average in which the last
 * answer counts a fifth, and a failure as ten seconds at least. What is older than a minute is found out anew, by one request.
 * Thread-safe; forgets the names that patterns made when there are many.
 */
public final class Latencies {
    private static final double LATEST = 0.2;
    private static final int MOST_ENTRIES = 1_000;

    private static final double FAILURE_SECONDS = 10;
    private static final long OLD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<Key, Average> averages = new ConcurrentHashMap<>();

    /** Not a number of seconds yet: somebody is finding out. */
    private static final double UNKNOWN = Double.POSITIVE_INFINITY;

    private record Average(double seconds, long atNanos) {
        Average then(Average latest) {
            return seconds == UNKNOWN
                    ? latest
                    : new Average(seconds + LATEST * (latest.seconds - seconds), latest.atNanos);
        }
    }

    public Latencies() {
        this(System::nanoTime);
    }

    Latencies(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A target has answered after so many seconds. */
    public void answered(ModelTarget target, double after) {
        if (averages.size() > MOST_ENTRIES) {
            averages.clear();
        }
        averages.merge(Key.of(target), new Average(after, nanoTime.getAsLong()), Average::then);
    }

    /** A target has failed after so many seconds: that it was quick to is no reason to go there. */
    void failed(ModelTarget target, double after) {
        answered(target, Math.max(FAILURE_SECONDS, after));
    }

    /** Seconds; 0 where nothing is known. */
    double seconds(ModelTarget target) {
        Average average = averages.get(Key.of(target));
        return average == null || average.seconds == UNKNOWN ? 0 : average.seconds;
    }

    /** Seconds, by which targets are ordered; 0 where it is to be found out. */
    double expected(ModelTarget target) {
        Average average = averages.get(Key.of(target));
        return average == null || nanoTime.getAsLong() - average.atNanos > OLD_NANOS ? 0 : average.seconds;
    }

    /** A request goes there first: where it is to be found out, this one does, and the next need not. */
    void chosen(ModelTarget target) {
        long now = nanoTime.getAsLong();
        averages.compute(Key.of(target), (key, before) -> {
            if (before == null) {
                return new Average(UNKNOWN, now);
            }
            return now - before.atNanos > OLD_NANOS ? new Average(before.seconds, now) : before;
        });
    }

    private record Key(Place place, String model) {
        static Key of(ModelTarget target) {
            return new Key(target.place(), target.model());
        }
    }
}
