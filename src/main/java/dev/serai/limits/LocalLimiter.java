package dev.serai.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts in the memory of this process. Thread-safe; what nobody has asked for in a while is forgotten. */
final class LocalLimiter implements Limiter {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Cache<String, SlidingMinute> minutes;
    private final ConcurrentMap<String, Long> held = new ConcurrentHashMap<>();

    /** @param nanos {@link System#nanoTime} */
    LocalLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.minutes = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterAccess(KEPT)
                .build();
    }

    @Override
    public Outcome take(String call, List<Claim> claims) {
        long now = now();
        int refused = -1;
        for (int i = 0; i < claims.size() && refused < 0; i++) {
            if (!take(claims.get(i), now)) {
                refused = i;
            }
        }
        for (int i = 0; i < refused; i++) {
            giveBack(claims.get(i), now, now);
        }
        List<Level> levels = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            levels.add(level(claim, now));
        }
        return new Outcome(refused, levels, now);
    }

    /** Takes all, whether it is there or not: somebody else has granted it. */
    void note(List<Claim> claims) {
        long now = now();
        for (Claim claim : claims) {
            take(new Claim(claim.scope(), claim.kind(), Long.MAX_VALUE, claim.amount()), now);
        }
    }

    /** What was taken in the last minute, by meters. */
    Map<String, Long> takenInTheLastMinute() {
        long now = now();
        Map<String, Long> taken = new HashMap<>();
        minutes.asMap().forEach((meter, minute) -> {
            synchronized (minute) {
                long used = minute.used(now);
                if (used > 0) {
                    taken.put(meter, used);
                }
            }
        });
        return taken;
    }

    /** How many places are held of a limit of calls at the same time. */
    long held(String meter) {
        return held.getOrDefault(meter, 0L);
    }

    @Override
    public void settle(String call, List<Claim> claims, Outcome outcome, long tokens) {
        long now = now();
        for (Claim claim : claims) {
            if (!claim.kind().perMinute()) {
                giveBack(claim, now, now);
            } else if (claim.kind() == LimitKind.TOKENS) {
                correct(claim, tokens, outcome.second(), now);
            }
        }
    }

    private void correct(Claim claim, long tokens, long second, long now) {
        SlidingMinute minute = minute(claim);
        synchronized (minute) {
            if (tokens > claim.amount()) {
                minute.take(tokens - claim.amount(), now);
            } else {
                minute.giveBack(claim.amount() - tokens, second, now);
            }
        }
    }

    private boolean take(Claim claim, long now) {
        if (!claim.kind().perMinute()) {
            boolean[] taken = new boolean[1];
            held.compute(claim.meter(), (meter, before) -> {
                long sum = (before == null ? 0 : before) + claim.amount();
                taken[0] = sum <= claim.limit();
                return taken[0] ? Long.valueOf(sum) : before;
            });
            return taken[0];
        }
        SlidingMinute minute = minute(claim);
        synchronized (minute) {
            boolean there = claim.limit() - minute.used(now) >= claim.amount();
            if (there) {
                minute.take(claim.amount(), now);
            }
            return there;
        }
    }

    private void giveBack(Claim claim, long second, long now) {
        if (!claim.kind().perMinute()) {
            held.computeIfPresent(
                    claim.meter(), (meter, before) -> before <= claim.amount() ? null : before - claim.amount());
            return;
        }
        SlidingMinute minute = minute(claim);
        synchronized (minute) {
            minute.giveBack(claim.amount(), second, now);
        }
    }

    private Level level(Claim claim, long now) {
        if (!claim.kind().perMinute()) {
            return new Level(held(claim.meter()), 0, 0);
        }
        SlidingMinute minute = minute(claim);
        synchronized (minute) {
            return new Level(
                    minute.used(now),
                    minute.secondsUntil(claim.amount(), claim.limit(), now),
                    minute.secondsUntilEmpty(now));
        }
    }

    private SlidingMinute minute(Claim claim) {
        return minutes.get(claim.meter(), meter -> new SlidingMinute());
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }

    @Override
    public void close() {}
}
