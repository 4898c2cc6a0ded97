package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limits.TestingRedis;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Row T4 for Redis: its password is in no log at TRACE, in no answer and in no metric, whether Redis takes it or not. */
class RedisSecretsRoadTest {
    private static final String PASSWORD = "redis-password-canary-0123456789";
    private static final String WRONG = "wrong-password-canary-0123456789";
    private static final String KEY = "key-of-the-redis-secrets-0123456789";

    @Test
    void aPasswordIsShownToRedisAlone() {
        EverythingLogged log = new EverythingLogged();
        try (TestingRedis redis = TestingRedis.running("--requirepass", PASSWORD)) {
            log.begin();
            try {
                assertThat(statuses(redis, PASSWORD)).containsExactly(200, 200);
                assertThat(statuses(redis, WRONG)).as("nobody knows any share").containsExactly(503, 200);
                log.assertHolds(List.of(PASSWORD, WRONG));
            } finally {
                log.end();
            }
        }
    }

    /** Of a chat, and of the metrics. */
    private static List<Integer> statuses(TestingRedis redis, String password) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "none");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("AUDIT_ENABLED", "false");
        variables.put("API_KEY_CI", KEY);
        variables.put("DEFAULT_LIMITS", "requests_per_minute=100");
        variables.put("REDIS_URL", "redis://:" + password + "@127.0.0.1:" + redis.port());
        variables.put("REDIS_TIMEOUT", "5s");
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            HttpResponse<String> chat = gateway.send(request(gateway, "/v1/chat/completions")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                    .build());
            HttpResponse<String> metrics =
                    gateway.send(request(gateway, "/metrics").build());
            assertThat(chat.body() + metrics.body() + chat.headers()).doesNotContain(PASSWORD, WRONG);
            return List.of(chat.statusCode(), metrics.statusCode());
        }
    }

    private static HttpRequest.Builder request(RunningGateway gateway, String path) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path)).header("Authorization", "Bearer " + KEY);
    }
}
