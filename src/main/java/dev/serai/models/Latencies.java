package dev.serai.models;

import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long each target takes to the first event of a stream, and, apart from that, to a whole answer: exponentially weighted
 * averages in which the last answer counts a fifth, and a failure as ten seconds at least. What is older than a minute is found
 * out anew, by one request. Thread-safe; forgets the names that patterns made when there are many.
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

    /** A target has answered after so many seconds: with a stream's first event, or with a whole answer. */
    public void answered(ModelTarget target, boolean stream, double after) {
        if (averages.size() > MOST_ENTRIES) {
            averages.clear();
        }
        averages.merge(new Key(target, stream), new Average(after, nanoTime.getAsLong()), Average::then);
    }

    /** A target has failed after so many seconds: that it was quick to is no reason to go there. */
    void failed(ModelTarget target, boolean stream, double after) {
        answered(target, stream, Math.max(FAILURE_SECONDS, after));
    }

    /** Seconds; 0 where nothing is known. */
    double seconds(ModelTarget target, boolean stream) {
        Average average = averages.get(new Key(target, stream));
        return average == null || average.seconds == UNKNOWN ? 0 : average.seconds;
    }

    /** Seconds, by which targets are ordered; 0 where it is to be found out. */
    double expected(ModelTarget target, boolean stream) {
        Average average = averages.get(new Key(target, stream));
        return average == null || nanoTime.getAsLong() - average.atNanos > OLD_NANOS ? 0 : average.seconds;
    }

    /** A request goes there first: where it is to be found out, this one does, and the next need not. */
    void chosen(ModelTarget target, boolean stream) {
        long now = nanoTime.getAsLong();
        averages.compute(new Key(target, stream), (key, before) -> {
            if (before == null) {
                return new Average(UNKNOWN, now);
            }
            return now - before.atNanos > OLD_NANOS ? new Average(before.seconds, now) : before;
        });
    }

    private record Key(Place place, String model, boolean stream) {
        Key(ModelTarget target, boolean stream) {
            this(target.place(), target.model(), stream);
        }
    }
}
