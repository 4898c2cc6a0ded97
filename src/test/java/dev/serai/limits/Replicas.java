package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.fakes.TcpProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Replicas that share a real Redis, each behind a connection that the test can cut, and a time that goes as the test says: for them
 * and for Redis. What they were granted is noted. One thread.
 */
final class Replicas implements AutoCloseable {
    private static final long MINUTE = TimeUnit.SECONDS.toMillis(60);
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private final TestingRedis redis = TestingRedis.running();
    private final RedisClient client = RedisClient.create(RedisURI.create(redis.url()));
    private final StatefulRedisConnection<String, String> connection = client.connect();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Long> granted = new ArrayList<>();
    private final Scope scope = new Scope(false, "alice", null);
    private long millis;
    private long limit;

    /** One of them. */
    final class Replica {
        final SharedLimiter limiter;
        private final TcpProxy proxy = TcpProxy.before(redis.port());
        private boolean cut;

        private Replica(int said, String place) {
            limiter = new SharedLimiter(
                    RedisAddress.of(Settings.only(Map.of("REDIS_URL", "redis://127.0.0.1:" + proxy.port()))),
                    PATIENT,
                    false,
                    said,
                    place,
                    Duration.ofSeconds(30),
                    new SharedLimiter.Clocks(
                            () -> TimeUnit.MILLISECONDS.toNanos(millis), "testing-clock", Duration.ofMillis(5)));
        }

        /** How many of so many calls pass. */
        int take(int calls) {
            List<Claim> claims = List.of(new Claim(scope, LimitKind.REQUESTS, limit, 1));
            int passed = 0;
            for (int i = 0; i < calls; i++) {
                String call = UUID.randomUUID().toString();
                try {
                    Outcome outcome = limiter.take(call, claims);
                    if (outcome.granted()) {
                        passed++;
                        granted.add(millis);
                        limiter.settle(call, claims, outcome, 0);
                    }
                } catch (LimitsUnavailableException nobodyCounts) {
                    return passed;
                }
            }
            return passed;
        }

        void beat() {
            limiter.beat();
        }

        boolean isCut() {
            return cut;
        }

        void cut() {
            if (!cut) {
                cut = true;
                proxy.cut();
                until(() -> !limiter.shared());
            }
        }

        /** The next beat reaches Redis. */
        void restore() {
            if (cut) {
                cut = false;
                proxy.restore();
            }
        }

        private void close() {
            limiter.close();
            proxy.close();
        }
    }

    /** Begins anew: nobody is there, and nothing known. */
    void begin(long limit) {
        replicas.forEach(Replica::close);
        replicas.clear();
        granted.clear();
        this.limit = limit;
        millis = TimeUnit.HOURS.toMillis(5);
        forget();
    }

    Replica join() {
        return join(0);
    }

    /** @param said how many there are, for its settings; 0: they don't say it */
    Replica join(int said) {
        return join(said, "");
    }

    /** @param place where it listens; empty: nobody knows */
    Replica join(int said, String place) {
        Replica replica = new Replica(said, place);
        replicas.add(replica);
        return replica;
    }

    void leave(Replica replica) {
        replicas.remove(replica);
        replica.close();
    }

    /** It is gone from one moment to the next, as after {@code kill -9}. */
    void kill(Replica replica) {
        replicas.remove(replica);
        replica.cut();
        replica.close();
    }

    List<Replica> all() {
        return replicas;
    }

    /** Everybody's beat, in the order in which they came. */
    void beat() {
        replicas.forEach(Replica::beat);
    }

    /** Beats until all of them that are not cut off count together, and know of one another. */
    void settle() {
        for (int i = 0; i < 100 && !replicas.stream().allMatch(each -> each.isCut() || each.limiter.shared()); i++) {
            pass(1_000);
            beat();
        }
        assertThat(replicas).allMatch(each -> each.isCut() || each.limiter.shared());
        live(3);
    }

    void pass(long some) {
        millis += some;
        connection.sync().set("testing-clock", Long.toString(millis));
    }

    /** Seconds, with everybody's beat in each. */
    void live(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(1_000);
            beat();
        }
    }

    /** Redis has forgotten all, and nobody noticed. */
    void forget() {
        connection.sync().flushall();
        pass(0);
    }

    /** The most that were granted in any minute. */
    int mostInAMinute() {
        int most = 0;
        for (int from = 0, to = 0; to < granted.size(); to++) {
            while (granted.get(to) - granted.get(from) > MINUTE) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        redis.close();
    }
}
