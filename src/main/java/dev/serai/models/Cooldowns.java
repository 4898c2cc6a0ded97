package dev.serai.models;

import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import dev.serai.errors.ProviderFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Targets that are left alone for a while, because they said so or because trying them again can't help. Thread-safe; what
 * has rested is forgotten when it is asked for, or when there is much of it.
 */
public final class Cooldowns {
    private static final long LONGEST_SECONDS = 60;
    private static final long DEFAULT_SECONDS = 1;
    private static final long CREDENTIAL_SECONDS = 30;
    private static final int MOST_ENTRIES = 1_000;

    private final LongSupplier nanoTime;
    private final Map<Key, Rest> resting = new ConcurrentHashMap<>();

    public Cooldowns() {
        this(System::nanoTime);
    }

    Cooldowns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Lets a target rest as its failure demands. The sandbox never rests: its errors were asked for.
     *
     * @param byPattern whether the model's name is the client's: such a name is not remembered until the next reload
     */
    void after(ProviderFailure failure, ModelTarget target, boolean byPattern, ModelMapping mapping) {
        if (target.provider().type().equals("sandbox")) {
            return;
        }
        if (resting.size() > MOST_ENTRIES) {
            forgetRested(mapping);
        }
        switch (failure.kind().cools()) {
            case NOTHING -> {}
            case TARGET -> rest(Key.of(target), seconds(failure), mapping);
            case CREDENTIAL -> rest(Key.ofProvider(target), CREDENTIAL_SECONDS, mapping);
            case TARGET_UNTIL_RELOAD -> {
                if (!byPattern) {
                    resting.put(Key.of(target), new Rest(Long.MAX_VALUE, mapping));
                }
            }
        }
    }

    /** Seconds that the target still rests; 0: it may be called; {@link Long#MAX_VALUE}: not before a reload. */
    long secondsLeft(ModelTarget target, ModelMapping mapping) {
        if (resting.isEmpty()) {
            return 0;
        }
        return Math.max(left(Key.of(target), mapping), left(Key.ofProvider(target), mapping));
    }

    private void forgetRested(ModelMapping mapping) {
        resting.values()
                .removeIf(rest -> rest.untilNanos == Long.MAX_VALUE
                        ? rest.mapping != mapping
                        : rest.untilNanos - nanoTime.getAsLong() <= 0);
    }

    private static long seconds(ProviderFailure failure) {
        Integer asked = failure.retryAfterSeconds();
        return asked == null ? DEFAULT_SECONDS : Math.min(asked, LONGEST_SECONDS);
    }

    private void rest(Key key, long seconds, ModelMapping mapping) {
        Rest next = new Rest(nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(seconds), mapping);
        resting.merge(key, next, (before, after) -> before.outlasts(after) ? before : after);
    }

    private long left(Key key, ModelMapping mapping) {
        Rest rest = resting.get(key);
        if (rest == null) {
            return 0;
        }
        if (rest.untilNanos == Long.MAX_VALUE) {
            return rest.mapping == mapping ? Long.MAX_VALUE : 0;
        }
        long nanos = rest.untilNanos - nanoTime.getAsLong();
        if (nanos <= 0) {
            resting.remove(key, rest);
            return 0;
        }
        return TimeUnit.NANOSECONDS.toSeconds(nanos - 1) + 1;
    }

    private record Key(Place place, String model) {
        static Key of(ModelTarget target) {
            return new Key(target.place(), target.model());
        }

        static Key ofProvider(ModelTarget target) {
            return new Key(Place.own(target.provider().name()), "");
        }
    }

    private record Rest(long untilNanos, ModelMapping mapping) {
        /** Whoever asked for a longer rest is not forgotten for one who asked for a shorter. */
        boolean outlasts(Rest other) {
            return mapping == other.mapping && (untilNanos == Long.MAX_VALUE || untilNanos - other.untilNanos > 0);
        }
    }
}
