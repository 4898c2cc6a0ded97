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
import org.jspecify.annotations.Nullable;

/**
 * Counts in Redis for all replicas, and by itself while Redis is away or slow. A call waits for Redis for as long as the settings
 * say, once; after a few that waited in vain none does until Redis is back. Thread-safe.
 */
final class SharedLimiter implements Limiter {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final RedisCounts redis;
    private final RedisPresence presence;
    private final LocalShares shares;
    private final Debts debts;
    private final long waitNanos;
    private final boolean refuseAlone;

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
     * @param replicasAlone how many replicas there are where Redis has never said it; 0: nobody knows
     */
    SharedLimiter(RedisAddress address, long waitNanos, boolean refuseAlone, int replicasAlone) {
        this(address, waitNanos, refuseAlone, replicasAlone, LEASE);
    }

    /** @param lease for how long a place is a call's whose replica has fallen silent */
    SharedLimiter(RedisAddress address, long waitNanos, boolean refuseAlone, int replicasAlone, Duration lease) {
        this.redis = new RedisCounts(address, UUID.randomUUID().toString(), lease);
        this.shares = new LocalShares(System::nanoTime);
        this.debts = new Debts(shares::second);
        this.waitNanos = waitNanos;
        this.refuseAlone = refuseAlone;
        this.presence = new RedisPresence(redis, debts, shares, this::places, replicasAlone);
        presence.start();
    }

    @Override
    public Outcome take(String call, List<Claim> claims) {
        Outcome outcome = presence.up() ? ask(call, claims) : null;
        if (outcome != null) {
            shares.learn(claims, outcome);
            if (outcome.granted()) {
                underWay.put(call, new Granted(claims, true, shares.second()));
            }
            return outcome;
        }
        long replicas = presence.replicas();
        if (refuseAlone || replicas < 1) {
            throw new LimitsUnavailableException();
        }
        Outcome own = shares.take(call, claims, replicas);
        if (own.granted()) {
            debts.owe(claims);
            underWay.put(call, new Granted(claims, false, own.second()));
        }
        return own;
    }

    /** Null where Redis does not say it in time. */
    private @Nullable Outcome ask(String call, List<Claim> claims) {
        Map<String, Long> told = debts.take(claims);
        CompletableFuture<Outcome> asked = redis.take(call, claims, told);
        if (!told.isEmpty()) {
            asked.whenComplete((outcome, failure) -> {
                if (failure != null) {
                    told.forEach(debts::owe);
                }
            });
        }
        try {
            Outcome outcome = asked.get(waitNanos, TimeUnit.NANOSECONDS);
            presence.answered();
            return outcome;
        } catch (TimeoutException e) {
            presence.silent();
            undoWhenLate(asked, call, claims);
            return null;
        } catch (ExecutionException e) {
            presence.failed(e.getCause());
            return null;
        } catch (InterruptedException e) {
            undoWhenLate(asked, call, claims);
            Thread.currentThread().interrupt();
            throw new LimitsUnavailableException();
        }
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
        shares.settle(call, claims, new Outcome(-1, outcome.levels(), granted.ownSecond()), tokens);
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
        return presence.replicas();
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
