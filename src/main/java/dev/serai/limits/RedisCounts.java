package dev.serai.limits;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/**
 * The counts that all replicas share, in Redis: one script, and so one step, a call. Nothing here waits: every answer comes
 * later, or fails. Thread-safe.
 */
final class RedisCounts implements AutoCloseable {
    /** In one slot of a cluster, all of them: one script takes from several. */
    private static final String PREFIX = "{serai}:";

    private static final String CREW = PREFIX + "crew";

    private final RedisScript take;
    private final RedisScript settle;
    private final RedisScript beat;
    private final RedisScript leases;
    private final RedisScript hold;
    private final RedisScript tell;
    private final RedisConnection connection;
    private final String replica;
    private final String place;
    private final String lease;

    /**
     * @param replica an id that no other gateway has
     * @param place where it is, and no other gateway at the same time; empty: nobody knows
     * @param lease for how long a place is a call's whose replica has fallen silent
     * @param clock the script that tells the time of Redis
     * @param again how long it waits before it connects again
     */
    RedisCounts(RedisAddress address, String replica, String place, Duration lease, String clock, Duration again) {
        this.replica = replica;
        this.place = place;
        this.lease = Long.toString(lease.toMillis());
        this.take = new RedisScript(ScriptOutputType.MULTI, clock, "crew", "take");
        this.settle = new RedisScript(ScriptOutputType.STATUS, clock, "settle");
        this.beat = new RedisScript(ScriptOutputType.MULTI, clock, "crew", "beat");
        this.leases = new RedisScript(ScriptOutputType.MULTI, clock, "crew", "lease");
        this.hold = new RedisScript(ScriptOutputType.INTEGER, clock, "hold");
        this.tell = new RedisScript(ScriptOutputType.INTEGER, clock, "tell");
        this.connection = new RedisConnection(address, again);
    }

    /** What all of it goes over: whether it is there, or lost. */
    RedisConnection connection() {
        return connection;
    }

    /**
     * Takes what a call claims.
     *
     * @param epoch that Redis has to be in
     * @param word of this replica
     */
    CompletableFuture<Outcome> take(String call, List<Claim> claims, String epoch, LocalShares.Word word) {
        List<String> values = new ArrayList<>(5 + 5 * claims.size());
        values.add(call);
        values.add(lease);
        values.add(epoch);
        values.add(replica);
        values.add(Long.toString(word.number()));
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            values.add(kind(claim.kind()));
            values.add(Long.toString(claim.limit()));
            values.add(Long.toString(claim.amount()));
            values.add(Long.toString(word.told().getOrDefault(claim.meter(), 0L)));
            values.add(Long.toString(word.kept().get(i)));
        }
        List<String> keys = new ArrayList<>(1 + claims.size());
        keys.add(CREW);
        keys.addAll(meters(claims));
        return this.<List<Object>>run(take, keys, values).thenApply(RedisCounts::outcome);
    }

    private static Outcome outcome(List<Object> answer) {
        List<Level> levels = new ArrayList<>(answer.size() / 3);
        for (int i = 2; i + 2 < answer.size(); i += 3) {
            levels.add(new Level(number(answer.get(i)), number(answer.get(i + 1)), number(answer.get(i + 2))));
        }
        return new Outcome((int) number(answer.get(0)), levels, number(answer.get(1)));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** @param second at which it took, by the clock of Redis */
    CompletableFuture<?> settle(String call, List<Claim> claims, long second, long tokens) {
        return settle(call, claims, second, claim -> claim.kind() == LimitKind.TOKENS ? tokens - claim.amount() : 0);
    }

    /** Gives back all that a call took, as if it had never come. */
    CompletableFuture<?> undo(String call, List<Claim> claims, long second) {
        return settle(call, claims, second, claim -> -claim.amount());
    }

    private CompletableFuture<?> settle(String call, List<Claim> claims, long second, ToLongFunction<Claim> more) {
        List<Claim> changed = claims.stream()
                .filter(claim -> !claim.kind().perMinute() || more.applyAsLong(claim) != 0)
                .toList();
        if (changed.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> values = new ArrayList<>(2 + 2 * changed.size());
        values.add(call);
        values.add(Long.toString(second));
        for (Claim claim : changed) {
            values.add(kind(claim.kind()));
            values.add(Long.toString(more.applyAsLong(claim)));
        }
        return run(settle, meters(changed), values);
    }

    /** Says that this replica is there, and learns who else is. */
    CompletableFuture<RedisBeat.Heard> beat(RedisBeat.Said said) {
        List<String> values = List.of(
                said.epoch(),
                replica,
                Long.toString(said.number()),
                Long.toString(said.together()),
                Long.toString(said.divisor()),
                Long.toString(said.expected()),
                Long.toString(said.said()),
                UUID.randomUUID().toString(),
                place);
        return this.<List<Object>>run(beat, List.of(CREW), values).thenApply(RedisCounts::heard);
    }

    private static RedisBeat.Heard heard(List<Object> answer) {
        List<String> wanted = answer.subList(6, answer.size()).stream()
                .map(meter -> String.valueOf(meter).substring(PREFIX.length()))
                .toList();
        return new RedisBeat.Heard(
                String.valueOf(answer.get(0)),
                number(answer.get(1)),
                number(answer.get(2)),
                number(answer.get(3)),
                number(answer.get(4)) > 0,
                number(answer.get(5)) > 0,
                wanted);
    }

    /**
     * Asks for leases, or for less of them; gives what is set aside of each.
     *
     * @param number of the beat that this is one of
     */
    CompletableFuture<List<Long>> lease(String epoch, long number, List<Leases.Wish> wishes) {
        List<String> keys = new ArrayList<>(1 + wishes.size());
        List<String> values = new ArrayList<>(3 + 3 * wishes.size());
        keys.add(CREW);
        values.add(epoch);
        values.add(replica);
        values.add(Long.toString(number));
        for (Leases.Wish wish : wishes) {
            keys.add(PREFIX + wish.meter());
            values.add(kind(wish.kind()));
            values.add(Long.toString(wish.limit()));
            values.add(Long.toString(wish.amount()));
        }
        return this.<List<Object>>run(leases, keys, values)
                .thenApply(answer -> answer.stream().map(RedisCounts::number).toList());
    }

    /** This replica is no longer there. */
    CompletableFuture<?> leave() {
        return connection.commands().hdel(CREW, "m|" + replica).toCompletableFuture();
    }

    /** What calls hold stays theirs for another while: of each a meter, and the call's id. */
    CompletableFuture<Long> hold(List<Map.Entry<String, String>> places) {
        List<String> keys = new ArrayList<>(places.size());
        List<String> values = new ArrayList<>(places.size() + 1);
        values.add(lease);
        for (Map.Entry<String, String> place : places) {
            keys.add(PREFIX + place.getKey());
            values.add(place.getValue());
        }
        return run(hold, keys, values);
    }

    /** Nobody holds a place any more. */
    CompletableFuture<?> release(Map.Entry<String, String> place) {
        try {
            return connection
                    .commands()
                    .zrem(PREFIX + place.getKey(), place.getValue())
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Books what this replica has let in by itself. */
    CompletableFuture<Long> tell(Map<String, Long> debts) {
        List<String> keys = new ArrayList<>(debts.size());
        List<String> values = new ArrayList<>(debts.size());
        debts.forEach((meter, amount) -> {
            keys.add(PREFIX + meter);
            values.add(Long.toString(amount));
        });
        return run(tell, keys, values);
    }

    private <T> CompletableFuture<T> run(RedisScript script, List<String> keys, List<String> values) {
        try {
            return script.run(connection.commands(), keys, values);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<String> meters(List<Claim> claims) {
        List<String> meters = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            meters.add(PREFIX + claim.meter());
        }
        return meters;
    }

    private static String kind(LimitKind kind) {
        return kind.perMinute() ? "m" : "h";
    }

    @Override
    public void close() {
        connection.close();
    }
}
