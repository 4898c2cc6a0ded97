package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeldPlacesTest {
    private static final Map.Entry<String, String> PLACE = Map.entry("a meter", "a call");

    @Test
    @DisplayName("F30 a call that ends while Redis is too slow to hear that it goes on does not keep its place")
    void aCallEndsWhileRedisIsSlow() throws Exception {
        ConcurrentLinkedQueue<List<Map.Entry<String, String>>> looks = new ConcurrentLinkedQueue<>();
        looks.add(List.of(PLACE));
        looks.add(List.of());
        try (TestingRedis redis = TestingRedis.running();
                RedisCounts counts = new RedisCounts(
                        RedisAddress.of(Settings.only(Map.of("REDIS_URL", redis.url()))),
                        "one",
                        "",
                        Duration.ofSeconds(30),
                        "clock",
                        Duration.ofMillis(20))) {
            counts.connection().connect().get(20, TimeUnit.SECONDS);
            counts.hold(List.of()).get(20, TimeUnit.SECONDS);
            redis.pause();
            assertThatThrownBy(() -> new HeldPlaces(counts, looks::poll).prolong(1))
                    .isInstanceOf(TimeoutException.class);
            redis.resume();
            // What comes after it on the same connection knows what became of it.
            assertThat(counts.connection()
                            .commands()
                            .zcard("{serai}:" + PLACE.getKey())
                            .get(20, TimeUnit.SECONDS))
                    .isZero();
        }
    }
}
