package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSettingsTest {
    private static List<ConfigurationProblem> problems(String... pairs) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        Settings settings = Settings.only(variables);
        LimitSettings.check(settings);
        return settings.problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "redis://10.0.0.7:6380/3",
                "rediss://:secret@redis.example.com:6379/0",
                "rediss://serai:s%3Acret@redis.example.com",
                "redis://[::1]:6379"
            })
    void addressesAreTaken(String url) {
        assertThat(problems("REDIS_URL", url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:6379",
                "http://canary-of-redis@localhost",
                "redis://canary-of-redis@localhost",
                "redis://:canary-of-redis@",
                "redis://:canary-of-redis@localhost:port",
                "redis://:canary-of-redis@localhost:0",
                "redis://:canary-of-redis@localhost/users",
                "redis://:canary-of-redis@localhost/-1",
                "redis://:canary-of-redis@localhost/0/1",
                "redis://:canary-of-redis@localhost?timeout=1s",
                "redis-sentinel://:canary-of-redis@localhost",
                "redis://:canary of redis@localhost"
            })
    void whatIsNoAddressIsRefusedWithoutBeingShown(String url) {
        assertThat(problems("REDIS_URL", url)).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).contains("REDIS_URL", "rediss://").doesNotContain("canary");
        });
    }

    @Test
    void whatElseIsWrongIsNamedAllAtOnce() {
        assertThat(problems(
                        "DEFAULT_LIMITS",
                        "requests=1",
                        "REDIS_TIMEOUT",
                        "10s",
                        "LIMITS_WITHOUT_REDIS",
                        "shares",
                        "LIMIT_REPLICAS",
                        "some"))
                .extracting(ConfigurationProblem::toString)
                .hasSize(4)
                .anySatisfy(problem -> assertThat(problem).contains("DEFAULT_LIMITS", "requests_per_minute"))
                .anySatisfy(problem -> assertThat(problem).contains("REDIS_TIMEOUT", "5s"))
                .anySatisfy(problem -> assertThat(problem).contains("LIMITS_WITHOUT_REDIS", "did you mean \"share\""))
                .anySatisfy(problem -> assertThat(problem).contains("LIMIT_REPLICAS"));
    }

    @Test
    void aRedisThatAnybodyCouldReadIsKnown() {
        assertThat(address("redis://:secret@10.0.0.7").open()).isTrue();
        assertThat(address("rediss://10.0.0.7").open()).isTrue();
        assertThat(address("rediss://:secret@10.0.0.7").open()).isFalse();
        assertThat(address("redis://127.0.0.1").open()).isFalse();
        assertThat(address("rediss://serai:s%3Acret@redis.example.com:6380/7").uri())
                .satisfies(uri -> {
                    assertThat(uri.isSsl()).isTrue();
                    assertThat(uri.isVerifyPeer()).isTrue();
                    assertThat(uri.getPort()).isEqualTo(6380);
                    assertThat(uri.getDatabase()).isEqualTo(7);
                    assertThat(uri.toString()).doesNotContain("cret");
                });
    }

    private static RedisAddress address(String url) {
        return RedisAddress.of(Settings.only(Map.of("REDIS_URL", url)));
    }
}
