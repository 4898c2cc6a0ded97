package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import dev.serai.limits.TestingRedis;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * T16, T24, P9, P10: two gateways from the jar, each in a process of its own, that share one PostgreSQL and one Redis, before
 * openai-java. What a key may have it has once, not twice.
 */
@Timeout(180)
class TwoGatewaysIT {
    /** 40 tokens in and 1,000 out, at 2.50 and 10 dollars for a million. */
    private static final BigDecimal COST = new BigDecimal("0.0101");

    private static final String ANSWER =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"gpt-4o-2024-08-06\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\",\"refusal\":null},"
                    + "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":40,"
                    + "\"completion_tokens\":1000,\"total_tokens\":1040}}";
    private static final ChatCompletionCreateParams CHAT = ChatCompletionCreateParams.builder()
            .model("gpt-4o")
            .maxCompletionTokens(1_000)
            .addUserMessage("Hello")
            .build();
    private static final String ADMIN = "admin-of-two-gateways-0123456789-abcdefghij";
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final List<GatewayProcess> BOTH = new ArrayList<>();
    private static TestingRedis redis;
    private static BudgetBooks books;

    @BeforeAll
    static void start() throws IOException {
        redis = TestingRedis.running();
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("ADMIN_API_KEY", ADMIN);
        variables.put("DATABASE_URL", TestingPostgres.database());
        variables.put("KEY_PEPPER", "pepper-of-two-gateways-0123456789-abcdefgh");
        variables.put("REDIS_URL", redis.url());
        // Two gateways and 200 clients on two cores: what is measured here is not speed.
        variables.put("REDIS_TIMEOUT", "2s");
        books = new BudgetBooks(variables);
        String key = books.key();
        for (String name : List.of("one", "other")) {
            Path own = Files.createDirectory(folder.resolve(name));
            BOTH.add(GatewayProcess.start(GatewayProcess.jar(), own, variables));
        }
        BOTH.forEach(GatewayProcess::listening);
        until(() -> BOTH.stream().allMatch(gateway -> metrics(gateway, key).contains("\nai_proxy_limits_shared 1.0")));
        String first = books.key("--budget=1/day");
        BOTH.forEach(gateway -> client(gateway, first).chat().completions().create(CHAT));
        OPENAI.forget();
    }

    @AfterAll
    static void stop() throws IOException {
        for (GatewayProcess gateway : BOTH) {
            gateway.close();
        }
        redis.close();
        OPENAI.close();
    }

    @AfterEach
    void recover() {
        OPENAI.recover();
        OPENAI.forget();
    }

    private static String metrics(GatewayProcess gateway, String key) {
        return HTTP.sendAsync(
                        HttpRequest.newBuilder(gateway.address("/metrics"))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static OpenAIClient client(GatewayProcess gateway, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    /** So many calls at once, by turns at both: what was given to those that passed. Who does not is refused with this code. */
    private static <T> List<T> passed(int calls, String key, String refusal, Function<OpenAIClient, T> call)
            throws Exception {
        List<OpenAIClient> clients =
                BOTH.stream().map(gateway -> client(gateway, key)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        try {
            List<Callable<List<T>>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                OpenAIClient client = clients.get(i % clients.size());
                all.add(() -> {
                    try {
                        return List.of(call.apply(client));
                    } catch (RateLimitException refused) {
                        assertThat(refused.code()).as(refused.getMessage()).contains(refusal);
                        return List.of();
                    }
                });
            }
            List<T> passed = new ArrayList<>();
            for (Future<List<T>> each : threads.invokeAll(all)) {
                passed.addAll(each.get());
            }
            return passed;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void t24TwoHundredCallsOfABudgetForTen() throws Exception {
        OPENAI.always(Reply.json(200, ANSWER).after(Duration.ofMillis(200)));
        String key = books.key("--budget=0.102/total", "--requests-per-minute=1000");
        int answered = passed(200, key, "insufficient_quota", client -> client.chat()
                        .completions()
                        .create(CHAT))
                .size();
        assertThat(answered).isBetween(1, 10);
        assertThat(OPENAI.received()).hasSize(answered);
        books.awaitRows(key, 200);
        String id = BudgetBooks.id(key);
        assertThat(books.number("SELECT COUNT(*) FROM ledger WHERE status = 200 AND key_id = ?", id))
                .isEqualTo(answered);
        assertThat(books.number(
                        "SELECT COUNT(*) FROM ledger WHERE error_code = 'insufficient_quota' AND key_id = ?", id))
                .isEqualTo(200 - answered);
        assertThat(books.cost(key)).isEqualByComparingTo(COST.multiply(BigDecimal.valueOf(answered)));
        assertThat(books.taken(key)).isEqualByComparingTo(books.cost(key));
        assertThat(books.spent("key/total/" + id)).isEqualByComparingTo(books.cost(key));
    }

    @Test
    void p10SixtyCallsOfTwentyAMinute() throws Exception {
        String key = books.key("--requests-per-minute=20");
        assertThat(passed(60, key, "rate_limit_exceeded", client -> client.chat()
                        .completions()
                        .create(CHAT)))
                .hasSize(20);
        assertThat(OPENAI.received()).hasSize(20);
    }

    @Test
    void p10FortyCallsOfThreeAtTheSameTime() throws Exception {
        // Each lasts until its client leaves, however long the others take to ask.
        String[] texts = Collections.nCopies(2_000, " on").toArray(String[]::new);
        OPENAI.always(OPENAI.stream(texts).paced(Duration.ofMillis(50)));
        String key = books.key("--parallel-requests=3");
        List<StreamResponse<ChatCompletionChunk>> streams =
                passed(40, key, "rate_limit_exceeded", client -> client.chat()
                        .completions()
                        .createStreaming(CHAT));
        assertThat(streams).hasSize(3);
        assertThat(OPENAI.received()).hasSize(3);
        streams.forEach(StreamResponse::close);
        OPENAI.recover();
        for (GatewayProcess gateway : BOTH) {
            OpenAIClient client = client(gateway, key);
            until(() -> answers(client));
        }
    }

    private static boolean answers(OpenAIClient client) {
        try {
            return !client.chat().completions().create(CHAT).choices().isEmpty();
        } catch (RateLimitException stillTaken) {
            return false;
        }
    }

    /** P9 promises five seconds, counted to when the request was sent that was refused. */
    @Test
    void t16AKeyThatOneDeletesTheOtherRefusesWithinFiveSeconds() throws Exception {
        String key = books.key();
        OpenAIClient other = client(BOTH.get(1), key);
        assertThat(other.models().list().data()).isNotEmpty();
        HttpResponse<String> deleted = HTTP.send(
                HttpRequest.newBuilder(BOTH.get(0).address("/admin/v1/keys/" + BudgetBooks.id(key)))
                        .header("Authorization", "Bearer " + ADMIN)
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        long since = System.nanoTime();
        long sent = since;
        while (lists(other)) {
            sent = System.nanoTime();
            assertThat(sent - since).isLessThan(LONGEST_NANOS);
        }
        assertThat(Duration.ofNanos(sent - since)).isLessThan(Duration.ofSeconds(5));
    }

    private static boolean lists(OpenAIClient client) {
        try {
            return !client.models().list().data().isEmpty();
        } catch (UnauthorizedException refused) {
            return false;
        }
    }
}
