package dev.serai.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Counts in Redis for all replicas, and by itself while Redis is away or slow. A call waits for Redis for as long as the settings
 * say, or where it would be refused for nothing else, a second more; after a few that waited in vain none does until Redis is
 * back. Thread-safe.
 */
final class SharedLimiter implements Limiter {
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** A call that nothing is set aside for here waits so long for a Redis that is slow. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisCounts redis;
    private final Standing standing;
    private final RedisPresence presence;
    private final LocalShares shares;
    private final Debts debts;
    private final long waitNanos;

    /** What calls hold, by their ids. */
    private final ConcurrentMap<String, Granted> underWay = new ConcurrentHashMap<>();

    /**
     * What a call was granted.
     *
     * @param byRedis false: by this replica alone
     * @param ownSecond at which, by the clock of this replica
     */
    private record Granted(List<Claim> claims, boolean byRedis, long ownSecond) {}

    /**
     * @param waitNanos how long a call waits for Redis
     * @param refuseAlone whether nothing that is limited passes while Redis is away
     * @param replicasAlone how many replicas there are for the settings; 0: they don't say it
     * @param place where this gateway is, and no other one at the same time; empty: nobody knows
     */
    SharedLimiter(RedisAddress address, long waitNanos, boolean refuseAlone, int replicasAlone, String place) {
        this(address, waitNanos, refuseAlone, replicasAlone, place, LEASE, Clocks.REAL);
        presence.start();
    }

    /**
     * Without a thread of its own: {@link #beat} has to be called.
     *
     * @param lease for how long a place is a call's whose replica has fallen silent
     * @param clocks by which it goes
     */
    SharedLimiter(
            RedisAddress address,
            long waitNanos,
            boolean refuseAlone,
            int replicasAlone,
            String place,
            Duration lease,
            Clocks clocks) {
        this.redis =
                new RedisCounts(address, UUID.randomUUID().toString(), place, lease, clocks.redis(), clocks.again());
        this.standing = new Standing(clocks.nanos(), refuseAlone ? -1 : replicasAlone);
        this.debts =
                new Debts(() -> TimeUnit.NANOSECONDS.toSeconds(clocks.nanos().getAsLong()));
        this.shares = new LocalShares(clocks.nanos(), standing, debts);
        this.waitNanos = waitNanos;
        this.presence = new RedisPresence(redis, clocks.nanos(), standing, debts, shares, this::places);
        redis.connection().whenLost(presence::lost);
    }

    /**
     * What tells the time.
     *
     * @param nanos of this process
     * @param redis the name of the script that asks Redis
     * @param again how long a connection that is lost stays so
     */
    record Clocks(LongSupplier nanos, String redis, Duration again) {
        static final Clocks REAL = new Clocks(System::nanoTime, "clock", Duration.ofMillis(500));
    }

    /** What happens every second. */
    void beat() {
        presence.beat();
    }

    @Override
    public Outcome take(String call, List<Claim> claims) {
        if (!presence.up()) {
            return byItself(call, claims);
        }
        String epoch = standing.epoch();
        Outcome outcome = shared(call, claims, epoch, shares.word(claims));
        if (outcome.granted() || !leased(claims, outcome)) {
            return outcome;
        }
        Outcome own = alone(call, claims);
        if (own.granted()) {
            return own;
        }
        LocalShares.Word word = shares.giveBack(claims);
        return word == null ? outcome : shared(call, claims, epoch, word);
    }

    private Outcome byItself(String call, List<Claim> claims) {
        if (!standing.mayBeAlone()) {
            throw new LimitsUnavailableException();
        }
        return alone(call, claims);
    }

    private Outcome alone(String call, List<Claim> claims) {
        return shares.take(call, claims, own -> underWay.put(call, new Granted(claims, false, own.second())));
    }

    /** Whether there was some left, but set aside for gateways that may lose Redis, this one too. */
    private static boolean leased(List<Claim> claims, Outcome outcome) {
        Claim claim = claims.get(outcome.refused());
        return outcome.levels().get(outcome.refused()).used() + claim.amount() <= claim.limit();
    }

    /** As Redis says, or where it doesn't, by itself. */
    private Outcome shared(String call, List<Claim> claims, String epoch, LocalShares.Word word) {
        CompletableFuture<Outcome> asked = redis.take(call, claims, epoch, word);
        if (!word.told().isEmpty()) {
            asked.whenComplete((outcome, failure) -> shares.answered(word, failure == null));
        }
        try {
            Outcome outcome = asked.get(waitNanos, TimeUnit.NANOSECONDS);
            presence.answered();
            return heard(call, claims, outcome);
        } catch (TimeoutException e) {
            presence.silent();
            return slow(call, claims, asked);
        } catch (ExecutionException e) {
            presence.failed(e.getCause());
            return byItself(call, claims);
        } catch (InterruptedException e) {
            throw interrupted(asked, call, claims);
        }
    }

    /** Nobody is refused because Redis is slow: who can't be let in without it waits some more. */
    private Outcome slow(String call, List<Claim> claims, CompletableFuture<Outcome> asked) {
        Outcome own = standing.mayBeAlone() ? alone(call, claims) : null;
        if (own != null && own.granted()) {
            undoWhenLate(asked, call, claims);
            return own;
        }
        try {
            return heard(call, claims, asked.get(LONGEST_NANOS, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            undoWhenLate(asked, call, claims);
        } catch (ExecutionException e) {
            presence.failed(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(asked, call, claims);
        }
        if (own == null) {
            throw new LimitsUnavailableException();
        }
        return own;
    }

    private Outcome heard(String call, List<Claim> claims, Outcome outcome) {
        shares.learn(claims, outcome);
        if (outcome.granted()) {
            underWay.put(call, new Granted(claims, true, shares.second()));
        }
        return outcome;
    }

    private LimitsUnavailableException interrupted(CompletableFuture<Outcome> asked, String call, List<Claim> claims) {
        undoWhenLate(asked, call, claims);
        Thread.currentThread().interrupt();
        return new LimitsUnavailableException();
    }

    /** Whoever is late has counted what nobody waits for any more. */
    private void undoWhenLate(CompletableFuture<Outcome> asked, String call, List<Claim> claims) {
        asked.thenAccept(late -> {
            if (late.granted()) {
                redis.undo(call, claims, late.second());
            }
        });
    }

    @Override
    public void settle(String call, List<Claim> claims, Outcome outcome, long tokens) {
        Granted granted = underWay.remove(call);
        if (granted == null) {
            return;
        }
        shares.settle(call, claims, new Outcome(-1, outcome.levels(), granted.ownSecond()), tokens, !granted.byRedis());
        if (granted.byRedis()) {
            redis.settle(call, claims, outcome.second(), tokens).whenComplete((settled, failure) -> {
                if (failure != null) {
                    oweMore(claims, tokens);
                }
            });
            return;
        }
        oweMore(claims, tokens);
        for (Claim claim : claims) {
            if (claim.kind() == LimitKind.TOKENS && tokens < claim.amount()) {
                debts.forgive(claim.meter(), claim.amount() - tokens, granted.ownSecond());
            }
        }
        List<Claim> held = held(claims);
        if (!held.isEmpty()) {
            // Redis may have been told of them meanwhile; if it can't be reached, they end by themselves.
            redis.settle(call, held, 0, 0);
        }
    }

    /** What was used beyond what was guessed. */
    private void oweMore(List<Claim> claims, long tokens) {
        for (Claim claim : claims) {
            if (claim.kind() == LimitKind.TOKENS && tokens > claim.amount()) {
                debts.owe(claim.meter(), tokens - claim.amount());
            }
        }
    }

    private static List<Claim> held(List<Claim> claims) {
        return claims.stream().filter(claim -> !claim.kind().perMinute()).toList();
    }

    /** What calls that are under way hold at the same time: of each place a meter, and the call's id. */
    private List<Map.Entry<String, String>> places() {
        List<Map.Entry<String, String>> places = new ArrayList<>();
        underWay.forEach((call, granted) -> {
            for (Claim claim : granted.claims()) {
                if (!claim.kind().perMinute()) {
                    places.add(Map.entry(claim.meter(), call));
                }
            }
        });
        return places;
    }

    /** How many replicas there are for all that is known. */
    long replicas() {
        return standing.gateways();
    }

    @Override
    public boolean shared() {
        return presence.up();
    }

    @Override
    public void close() {
        presence.close();
    }
}
