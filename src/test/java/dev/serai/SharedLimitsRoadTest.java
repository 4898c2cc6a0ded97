package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.serai.limits.TestingRedis;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows P10 and F30 over HTTP: two gateway processes that share a real Redis. */
class SharedLimitsRoadTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);
    private static final List<String> KEYS = List.of("hammer", "outage", "stream", "look");

    @TempDir
    static Path folder;

    private static TestingRedis redis;
    private static GatewayProcess one;
    private static GatewayProcess other;

    @BeforeAll
    static void start() {
        redis = TestingRedis.running("--requirepass", "redis-password-0123456789");
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "none");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("REDIS_URL", "redis://:redis-password-0123456789@127.0.0.1:" + redis.port());
        // Two gateways and their clients on two cores: what is measured here is not speed.
        variables.put("REDIS_TIMEOUT", "2s");
        variables.put("DEFAULT_LIMITS", "requests_per_minute=20,parallel_streams=1");
        KEYS.forEach(name -> variables.put("API_KEY_" + name.toUpperCase(Locale.ROOT), key(name)));
        one = GatewayProcess.start(GatewayProcess.classes(), folder, variables);
        other = GatewayProcess.start(GatewayProcess.classes(), folder, variables);
        one.listening();
        other.listening();
        until(() -> shared(one) && shared(other));
    }

    @AfterAll
    static void stop() {
        one.kill();
        other.kill();
        redis.close();
    }

    private static String key(String name) {
        return "key-of-" + name + "-0123456789abcdef";
    }

    private static OpenAIClient client(GatewayProcess gateway, String name) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address("/v1").toString())
                .apiKey(key(name))
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    private static boolean shared(GatewayProcess gateway) {
        HttpRequest request = HttpRequest.newBuilder(gateway.address("/metrics"))
                .header("Authorization", "Bearer " + key("look"))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body()
                .contains("\nai_proxy_limits_shared 1.0");
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** So many calls of each gateway, all at once; gives how many were answered. */
    private static int answered(String key, int each) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(40);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (OpenAIClient client : List.of(client(one, key), client(other, key))) {
                for (int i = 0; i < each; i++) {
                    calls.add(() -> {
                        try {
                            client.chat().completions().create(chat("sandbox-echo"));
                            answered.incrementAndGet();
                        } catch (RateLimitException refused) {
                            assertThat(refused.code()).contains("rate_limit_exceeded");
                        }
                        return null;
                    });
                }
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return answered.get();
    }

    @Test
    void twoHundredCallsOfTwoGatewaysGetTwentyAnswers() throws Exception {
        assertThat(answered("hammer", 100)).isEqualTo(20);
    }

    @Test
    void aStreamOfOneGatewayCountsAtTheOtherUntilItsClientLeaves() {
        OpenAIClient here = client(one, "stream");
        OpenAIClient there = client(other, "stream");
        try (StreamResponse<ChatCompletionChunk> stream =
                here.chat().completions().createStreaming(chat("sandbox-slow"))) {
            assertThat(stream.stream().iterator().hasNext()).isTrue();
            assertThat(streams(there)).isFalse();
        }
        until(() -> streams(there));
    }

    private static boolean streams(OpenAIClient client) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("sandbox-echo"))) {
            return stream.stream().count() > 0;
        } catch (RateLimitException refused) {
            return false;
        }
    }

    @Test
    void aRedisThatFallsSilentStopsNobodyAndLetsNobodyHaveMore() throws Exception {
        int before = answered("outage", 4);
        assertThat(before).isEqualTo(8);
        redis.pause();
        int alone;
        try {
            alone = answered("outage", 30);
            until(() -> !shared(one) && !shared(other));
        } finally {
            redis.resume();
        }
        assertThat(before + alone).isLessThanOrEqualTo(20);
        until(() -> shared(one) && shared(other));
        assertThat(before + alone + answered("outage", 20)).isLessThanOrEqualTo(20);
    }
}
