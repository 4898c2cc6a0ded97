package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row F30: replicas that count together in a real Redis, and what they do without it. */
class SharedLimiterTest {
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);
    private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);
    private static final long STEADY = TimeUnit.SECONDS.toNanos(4);
    private static final Scope KEY = new Scope(false, "alice", null);
    private static final Scope TEAM = new Scope(true, "research", "gpt-*");

    /** What the clocks of the replicas are ahead. */
    private final AtomicLong ahead = new AtomicLong();

    private SharedLimiter limiter(TestingRedis redis, long waitNanos) {
        return limiter(address(redis.url()), waitNanos, false, 0);
    }

    private SharedLimiter limiter(RedisAddress address, long waitNanos, boolean refuse, int said) {
        return new SharedLimiter(
                address,
                waitNanos,
                refuse,
                said,
                "",
                Duration.ofSeconds(30),
                new SharedLimiter.Clocks(() -> System.nanoTime() + ahead.get(), "clock", Duration.ofMillis(20)));
    }

    /** Beats until both count together, and know of each other. */
    private static void together(SharedLimiter one, SharedLimiter other) {
        for (int i = 0; i < 3 || !(one.shared() && other.shared()); i++) {
            one.beat();
            other.beat();
        }
        assertThat(one.replicas()).isEqualTo(2);
        assertThat(other.replicas()).isEqualTo(2);
    }

    private void backTogether(SharedLimiter one, SharedLimiter other) {
        until(() -> {
            one.beat();
            other.beat();
            ahead.addAndGet(STEADY);
            return one.shared() && other.shared();
        });
    }

    private static RedisAddress address(String url) {
        return RedisAddress.of(Settings.only(Map.of("REDIS_URL", url)));
    }

    private static Claim claim(Scope scope, LimitKind kind, long limit, long amount) {
        return new Claim(scope, kind, limit, amount);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Callers of several replicas who ask again and again, and what they were granted. */
    private static final class Hammer {
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicBoolean over = new AtomicBoolean();
        final Queue<Long> granted = new ConcurrentLinkedQueue<>();
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger underWay = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        Hammer(List<Claim> claims, Limiter... replicas) {
            for (Limiter replica : replicas) {
                for (int i = 0; i < 4; i++) {
                    Thread thread = new Thread(() -> ask(replica, claims));
                    threads.add(thread);
                    thread.start();
                }
            }
        }

        private void ask(Limiter replica, List<Claim> claims) {
            while (!over.get()) {
                String call = id();
                Outcome outcome = replica.take(call, claims);
                asked.incrementAndGet();
                if (outcome.granted()) {
                    granted.add(System.nanoTime());
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    Thread.yield();
                    underWay.decrementAndGet();
                    replica.settle(call, claims, outcome, 1);
                }
                Thread.yield();
            }
        }

        int mostInAMinute() {
            List<Long> moments = granted.stream().sorted().toList();
            int most = 0;
            for (int from = 0, to = 0; to < moments.size(); to++) {
                while (moments.get(to) - moments.get(from) > MINUTE) {
                    from++;
                }
                most = Math.max(most, to - from + 1);
            }
            return most;
        }

        void end() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void replicasTogetherTakeAllThereIsAndNoMore() throws Exception {
        List<Claim> claims = List.of(
                claim(KEY, LimitKind.PARALLEL_REQUESTS, 3, 1),
                claim(KEY, LimitKind.REQUESTS, 150, 1),
                claim(TEAM, LimitKind.TOKENS, 10_000, 5));
        try (TestingRedis redis = TestingRedis.running();
                SharedLimiter one = limiter(redis, PATIENT);
                SharedLimiter other = limiter(redis, PATIENT)) {
            together(one, other);
            Hammer hammer = new Hammer(claims, one, other);
            until(() -> hammer.granted.size() >= 150 && hammer.asked.get() > 500);
            hammer.end();
            assertThat(hammer.granted).hasSize(150);
            assertThat(hammer.most.get()).isLessThanOrEqualTo(3);
            until(() -> one.take(id(), claims).levels().get(0).used() == 0);
            Outcome refused = one.take(id(), claims);
            assertThat(refused.refused()).isOne();
            assertThat(refused.levels().get(1).used()).isEqualTo(150);
            assertThat(refused.levels().get(1).waitSeconds()).isBetween(1L, 61L);
            assertThat(refused.levels().get(2).used())
                    .as("corrected to one a call")
                    .isEqualTo(150);
        }
    }

    @Test
    @DisplayName("F30 Redis falls silent: nobody waits for it, each has what it had leased, and nothing is taken twice")
    void aRedisThatFallsSilentHoldsNobodyUpAndNothingIsTakenTwice() throws Exception {
        List<Claim> claims = List.of(claim(KEY, LimitKind.REQUESTS, 2_000, 1));
        try (TestingRedis redis = TestingRedis.running();
                SharedLimiter one = limiter(redis, WAIT);
                SharedLimiter other = limiter(redis, WAIT)) {
            together(one, other);
            one.take(id(), claims);
            other.take(id(), claims);
            together(one, other);
            redis.pause();
            Hammer hammer = new Hammer(claims, one, other);
            until(() -> !one.shared() && !other.shared() && hammer.asked.get() > 4_000);
            assertThat(hammer.granted).as("a fourth of what was left").hasSizeBetween(300, 500);
            redis.resume();
            backTogether(one, other);
            int askedBack = hammer.asked.get();
            until(() -> hammer.asked.get() > askedBack + 3_000);
            hammer.end();
            assertThat(hammer.mostInAMinute()).isBetween(1_000, 2_000);
        }
    }

    @Test
    @DisplayName("F30 Redis forgets all: it is told what was taken, before anybody asks it")
    void aRedisThatForgetsAllIsReminded() throws Exception {
        List<Claim> claims = List.of(claim(KEY, LimitKind.REQUESTS, 60, 1));
        try (TestingRedis redis = TestingRedis.running();
                SharedLimiter one = limiter(redis, PATIENT);
                SharedLimiter other = limiter(redis, PATIENT)) {
            together(one, other);
            Hammer hammer = new Hammer(claims, one, other);
            until(() -> hammer.granted.size() >= 60);
            redis.stop();
            until(() -> !one.shared() && !other.shared());
            redis.restart();
            backTogether(one, other);
            int askedBack = hammer.asked.get();
            until(() -> hammer.asked.get() > askedBack + 500);
            hammer.end();
            assertThat(hammer.mostInAMinute()).isEqualTo(60);
        }
    }

    @Test
    void aReplicaThatDiesHoldsItsPlacesForAWhileAlone() {
        List<Claim> claims = List.of(claim(KEY, LimitKind.PARALLEL_STREAMS, 2, 2));
        try (Replicas replicas = new Replicas()) {
            replicas.begin(2);
            Replicas.Replica dying = replicas.join();
            SharedLimiter other = replicas.join().limiter;
            replicas.settle();
            assertThat(dying.limiter.take(id(), List.of(claims.get(0))).granted())
                    .isTrue();
            for (int i = 0; i < 40; i++) {
                replicas.live(1);
                assertThat(other.take(id(), claims).granted()).as("it lives on").isFalse();
            }
            replicas.leave(dying);
            replicas.live(20);
            assertThat(other.take(id(), claims).granted()).isFalse();
            replicas.live(11);
            assertThat(other.take(id(), claims).granted()).isTrue();
        }
    }

    @Test
    void aPlaceThatWasTakenAloneIsKnownToAllAfterwards() {
        List<Claim> claims = List.of(claim(KEY, LimitKind.PARALLEL_REQUESTS, 4, 1));
        try (Replicas replicas = new Replicas()) {
            replicas.begin(4);
            Replicas.Replica one = replicas.join();
            Replicas.Replica other = replicas.join();
            replicas.settle();
            one.cut();
            other.cut();
            replicas.live(70);
            String call = id();
            Outcome alone = one.limiter.take(call, claims);
            assertThat(alone.granted()).isTrue();
            one.restore();
            other.restore();
            replicas.settle();
            assertThat(other.limiter.take(id(), claims).levels().get(0).used()).isEqualTo(2);
            one.limiter.settle(call, claims, alone, 0);
        }
    }

    @Test
    void whoDoesNotKnowHowManyTheyAreLetsNothingPass() {
        List<Claim> claims = List.of(claim(KEY, LimitKind.REQUESTS, 100, 1));
        TestingRedis redis = TestingRedis.running();
        redis.stop();
        try (SharedLimiter unknowing = limiter(address(redis.url()), WAIT, false, 0);
                SharedLimiter told = limiter(address(redis.url()), WAIT, false, 4);
                SharedLimiter strict = limiter(address(redis.url()), WAIT, true, 4)) {
            assertThatThrownBy(() -> unknowing.take(id(), claims)).isInstanceOf(LimitsUnavailableException.class);
            assertThatThrownBy(() -> strict.take(id(), claims)).isInstanceOf(LimitsUnavailableException.class);
            Outcome early = told.take(id(), claims);
            assertThat(early.granted())
                    .as("who was there before may just have had all")
                    .isFalse();
            assertThat(early.levels().get(0).waitSeconds()).isBetween(60L, 62L);
            ahead.addAndGet(TimeUnit.SECONDS.toNanos(62));
            int granted = 0;
            while (told.take(id(), claims).granted()) {
                granted++;
            }
            assertThat(granted).isEqualTo(25);
        }
    }

    @Test
    void aPasswordIsShownToRedisAlone() {
        String password = "redis-password-canary-0123456789";
        List<Claim> claims = List.of(claim(KEY, LimitKind.REQUESTS, 100, 1));
        try (TestingRedis redis = TestingRedis.running("--requirepass", password)) {
            String url = "redis://:" + password + "@127.0.0.1:" + redis.port();
            try (SharedLimiter right = new SharedLimiter(address(url), PATIENT, true, 0, "");
                    SharedLimiter wrong =
                            new SharedLimiter(address(url.replace("canary", "wrong")), PATIENT, true, 0, "")) {
                assertThat(right.take(id(), claims).granted()).isTrue();
                assertThatThrownBy(() -> wrong.take(id(), claims)).isInstanceOf(LimitsUnavailableException.class);
            }
            assertThat(address(url)).hasToString("Redis");
        }
    }
}
