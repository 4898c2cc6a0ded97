package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** F30: in which order a gateway that comes back says what it holds, and that it asks Redis again. */
class RedisPresenceTest {
    private static final long STEADY = TimeUnit.SECONDS.toNanos(4);
    private static final List<Claim> STREAM =
            List.of(new Claim(new Scope(false, "alice", null), LimitKind.PARALLEL_STREAMS, 2, 1));

    private final AtomicLong ahead = new AtomicLong();
    private final List<Map.Entry<String, String>> held = new ArrayList<>();
    private final List<Outcome> meanwhile = new ArrayList<>();

    private static RedisAddress address(TestingRedis redis) {
        return RedisAddress.of(Settings.only(Map.of("REDIS_URL", redis.url())));
    }

    private static SharedLimiter limiter(TestingRedis redis) {
        return new SharedLimiter(
                address(redis),
                TimeUnit.SECONDS.toNanos(5),
                false,
                0,
                "",
                Duration.ofSeconds(30),
                new SharedLimiter.Clocks(System::nanoTime, "clock", Duration.ofMillis(20)));
    }

    /** Whenever it is about to tell of its places, another gateway asks for one more. */
    private RedisPresence presence(TestingRedis redis, Limiter other) {
        LongSupplier nanos = () -> System.nanoTime() + ahead.get();
        RedisCounts counts =
                new RedisCounts(address(redis), "one", "", Duration.ofSeconds(30), "clock", Duration.ofMillis(20));
        Standing standing = new Standing(nanos, 0);
        Debts debts = new Debts(() -> TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong()));
        return new RedisPresence(counts, nanos, standing, debts, new LocalShares(nanos, standing, debts), () -> {
            if (!held.isEmpty()) {
                meanwhile.add(other.take("one more", STREAM));
            }
            return List.copyOf(held);
        });
    }

    @Test
    @DisplayName("F30 its share is others' again only when they know of the places that it granted")
    void placesAreToldBeforeTheShareIsLeft() {
        try (TestingRedis redis = TestingRedis.running();
                SharedLimiter other = limiter(redis);
                RedisPresence one = presence(redis, other)) {
            for (int i = 0; i < 3 || !(one.up() && other.shared()); i++) {
                one.beat();
                other.beat();
            }
            assertThat(other.take("other's own", STREAM).granted()).isTrue();
            one.lost();
            one.beat();
            held.add(Map.entry(STREAM.get(0).meter(), "of its share"));
            ahead.addAndGet(STEADY);
            one.beat();
            assertThat(one.up()).isTrue();
            assertThat(meanwhile).isNotEmpty().noneMatch(Outcome::granted);
            assertThat(other.take("one more", STREAM).granted()).isFalse();
        }
    }
}
