package dev.serai.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this replica may let in by itself while nobody counts for all: its share of each limit, what passed here before included; and
 * for a minute after it last heard how a limit stands no more than its share of what was left then, since others may have had
 * more than theirs. If all replicas do the same, together they let in no more than the limit. Thread-safe.
 */
final class LocalShares {
    private static final long MINUTE = TimeUnit.SECONDS.toNanos(SlidingMinute.SECONDS);

    private final LongSupplier nanos;
    private final LocalLimiter own;
    private final Cache<String, Heard> heard;

    /**
     * How a limit stood.
     *
     * @param left of it, for everybody
     * @param own what this replica had taken of it
     */
    private record Heard(long left, long own, long nanos) {}

    LocalShares(LongSupplier nanos) {
        this.nanos = nanos;
        this.own = new LocalLimiter(nanos);
        this.heard = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterWrite(Duration.ofNanos(2 * MINUTE))
                .build();
    }

    /** Somebody else has decided, for everybody. */
    void learn(List<Claim> claims, Outcome outcome) {
        if (outcome.granted()) {
            own.note(claims);
        }
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            long left = Math.max(0, claim.limit() - outcome.levels().get(i).used());
            heard.put(claim.meter(), new Heard(left, own.used(claim), nanos.getAsLong()));
        }
    }

    /** Decides for itself. */
    Outcome take(String call, List<Claim> claims, long replicas) {
        List<Claim> shares = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            shares.add(new Claim(claim.scope(), claim.kind(), share(claim, replicas), claim.amount()));
        }
        Outcome outcome = own.take(call, shares);
        List<Level> levels = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            Level level = outcome.levels().get(i);
            long left = Math.max(0, shares.get(i).limit() - level.used());
            levels.add(new Level(claims.get(i).limit() - left, level.waitSeconds(), level.resetSeconds()));
        }
        return new Outcome(outcome.refused(), levels, outcome.second());
    }

    private long share(Claim claim, long replicas) {
        long share = claim.limit() / replicas;
        @Nullable Heard last = heard.getIfPresent(claim.meter());
        return last == null || nanos.getAsLong() - last.nanos() > MINUTE
                ? share
                : Math.min(share, last.own() + last.left() / replicas);
    }

    /** A call is over. */
    void settle(String call, List<Claim> claims, Outcome outcome, long tokens) {
        own.settle(call, claims, outcome, tokens);
    }

    /** What passed here in the last minute, by meters, whoever granted it. */
    Map<String, Long> takenInTheLastMinute() {
        return own.takenInTheLastMinute();
    }

    long second() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }
}
