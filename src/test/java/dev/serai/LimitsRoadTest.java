package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of keys and teams, in memory, over HTTP with official SDKs. Row B9. */
class LimitsRoadTest {
    private static final long LONGEST_NANOS = 30_000_000_000L;

    @TempDir
    static Path folder;

    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("SANDBOX_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        VARIABLES.put("API_KEY_DEFAULT", "key-with-the-default-limits");
        VARIABLES.put("DEFAULT_LIMITS", "requests_per_minute=3");
        gateway = RunningGateway.start(VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String command(String name, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(VARIABLES);
        int code = name.equals("teams")
                ? new TeamsCommand(settings, Clock.systemUTC(), lines, lines).run(List.of(words))
                : new KeysCommand(settings, Clock.systemUTC(), lines, lines).run(List.of(words));
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
    }

    private static String key(String... options) {
        List<String> words = new ArrayList<>(List.of("create", "--name", "alice"));
        words.addAll(Arrays.asList(options));
        return command("keys", words.toArray(String[]::new));
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    private static HttpResponseFor<ChatCompletion> raw(OpenAIClient client, ChatCompletionCreateParams params) {
        return client.chat().completions().withRawResponse().create(params);
    }

    private static String header(com.openai.core.http.Headers headers, String name) {
        return headers.values(name).stream().findFirst().orElse("");
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void b9RequestsPerMinuteAreCountedAndTold() {
        OpenAIClient client = client(key("--requests-per-minute=2"));
        try (HttpResponseFor<ChatCompletion> first = raw(client, chat("sandbox-echo"))) {
            assertThat(header(first.headers(), "x-ratelimit-limit-requests")).isEqualTo("2");
            assertThat(header(first.headers(), "x-ratelimit-remaining-requests"))
                    .isEqualTo("1");
            assertThat(header(first.headers(), "x-ratelimit-reset-requests")).matches("1m[01]s|59s");
            assertThat(header(first.headers(), "x-ratelimit-limit-tokens")).isEmpty();
        }
        client.chat().completions().create(chat("sandbox-echo"));
        assertThatThrownBy(() -> client.chat().completions().create(chat("sandbox-echo")))
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.code()).contains("rate_limit_exceeded");
                    assertThat(refused.type()).contains("rate_limit_error");
                    assertThat(refused.getMessage()).contains("The API key may have 2 requests per minute");
                    assertThat(header(refused.headers(), "x-ratelimit-remaining-requests"))
                            .isEqualTo("0");
                    assertThat(Integer.parseInt(header(refused.headers(), "retry-after")))
                            .isBetween(1, 61);
                });
        assertThat(metric("ai_proxy_limit_refusals_total{limit=\"requests_per_minute\",of=\"key\"}"))
                .isPositive();
        assertThatThrownBy(() -> client.chat().completions().create(chat("no-such-model")))
                .as("limits come last")
                .isInstanceOf(com.openai.errors.NotFoundException.class);
    }

    @Test
    void aTeamsKeysShareItsLimitsAndAChangeIsKnownSoon() {
        command("teams", "set", "shared", "--requests-per-minute=3");
        OpenAIClient one = client(key("--team=shared", "--requests-per-minute=100"));
        OpenAIClient other = client(key("--team=shared", "--requests-per-minute=100"));
        one.chat().completions().create(chat("sandbox-echo"));
        other.chat().completions().create(chat("sandbox-echo"));
        try (HttpResponseFor<ChatCompletion> third = raw(one, chat("sandbox-echo"))) {
            assertThat(header(third.headers(), "x-ratelimit-limit-requests"))
                    .as("the tightest")
                    .isEqualTo("3");
            assertThat(header(third.headers(), "x-ratelimit-remaining-requests"))
                    .isEqualTo("0");
        }
        assertThatThrownBy(() -> other.chat().completions().create(chat("sandbox-echo")))
                .hasMessageContaining("The team shared may have 3 requests per minute");
        command("teams", "set", "shared", "--requests-per-minute=5");
        until(() -> {
            try {
                other.chat().completions().create(chat("sandbox-echo"));
                return true;
            } catch (RateLimitException stillTheOldLimit) {
                return false;
            }
        });
    }

    @Test
    void aModelsLimitHoldsForItsModelsAlone() {
        OpenAIClient client = client(key("--model-limits=sandbox-e*:requests_per_minute=1", "--requests-per-minute=9"));
        client.chat().completions().create(chat("sandbox-echo"));
        assertThatThrownBy(() -> client.chat().completions().create(chat("sandbox-echo")))
                .hasMessageContaining("for models sandbox-e*, may have 1 requests per minute");
        client.chat().completions().create(chat("sandbox-tool"));
    }

    @Test
    void tokensAreGuessedBeforeAndCorrectedAfter() {
        OpenAIClient client = client(key("--tokens-per-minute=500"));
        ChatCompletionCreateParams small =
                chat("sandbox-echo").toBuilder().maxCompletionTokens(400).build();
        long remaining = 500;
        for (int i = 0; i < 5; i++) {
            try (HttpResponseFor<ChatCompletion> answer = raw(client, small)) {
                assertThat(header(answer.headers(), "x-ratelimit-limit-tokens")).isEqualTo("500");
                long now = Long.parseLong(header(answer.headers(), "x-ratelimit-remaining-tokens"));
                assertThat(now).as("what those before used, and this one may").isLessThan(100);
                assertThat(answer.parse().usage().orElseThrow().totalTokens()).isLessThan(20);
                remaining = now;
            }
        }
        assertThat(remaining).isPositive();
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(small.toBuilder().maxCompletionTokens(10_000).build()))
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.getMessage()).contains("this request alone may use");
                    assertThat(header(refused.headers(), "x-should-retry")).isEqualTo("false");
                    assertThat(header(refused.headers(), "retry-after")).isEmpty();
                });
    }

    @Test
    void b9TokensPerMinuteAreToldWithWhenToComeBack() {
        OpenAIClient client = client(key("--tokens-per-minute=60"));
        ChatCompletionCreateParams small =
                chat("sandbox-echo").toBuilder().maxCompletionTokens(1).build();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 60; i++) {
                        client.chat().completions().create(small);
                    }
                })
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.code()).contains("rate_limit_exceeded");
                    assertThat(refused.type()).contains("rate_limit_error");
                    assertThat(refused.getMessage()).contains("tokens per minute");
                    assertThat(header(refused.headers(), "x-ratelimit-limit-tokens"))
                            .isEqualTo("60");
                    assertThat(Integer.parseInt(header(refused.headers(), "retry-after")))
                            .isBetween(1, 61);
                });
    }

    @Test
    void whoSaysNoLimitOfHisOwnIsNotRefusedForTheGuess() {
        OpenAIClient client = client(key("--tokens-per-minute=300"));
        client.chat().completions().create(chat("sandbox-echo"));
        client.chat()
                .completions()
                .create(chat("sandbox-echo").toBuilder()
                        .maxCompletionTokens(100)
                        .build());
        client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("sandbox-embed")
                        .input("Hello")
                        .build());
    }

    @Test
    void b9StreamsAtTheSameTimeAreBoundedUntilOneEndsOrItsClientLeaves() {
        OpenAIClient client = client(key("--parallel-streams=1"));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("sandbox-slow"))) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertThat(chunks.hasNext()).isTrue();
            assertThatThrownBy(() -> client.chat().completions().createStreaming(chat("sandbox-slow")))
                    .hasMessageContaining("may have 1 streams at the same time")
                    .isInstanceOfSatisfying(
                            RateLimitException.class, refused -> assertThat(header(refused.headers(), "retry-after"))
                                    .isEqualTo("1"));
            client.chat().completions().create(chat("sandbox-echo"));
        }
        until(() -> {
            try (StreamResponse<ChatCompletionChunk> next =
                    client.chat().completions().createStreaming(chat("sandbox-slow"))) {
                return next.stream().count() > 1;
            } catch (RateLimitException notYet) {
                return false;
            }
        });
    }

    @Test
    void b9RequestsAtTheSameTimeAreBounded() {
        OpenAIClient client = client(key("--parallel-requests=1"));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("sandbox-slow"))) {
            assertThat(stream.stream().iterator().hasNext()).isTrue();
            assertThatThrownBy(() -> client.chat().completions().create(chat("sandbox-echo")))
                    .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                        assertThat(refused.code()).contains("rate_limit_exceeded");
                        assertThat(refused.type()).contains("rate_limit_error");
                        assertThat(refused.getMessage()).contains("may have 1 requests at the same time");
                        assertThat(header(refused.headers(), "retry-after")).isEqualTo("1");
                    });
        }
    }

    @Test
    void oneAfterTheOtherIsNeverAtTheSameTime() {
        OpenAIClient client = client(key("--parallel-requests=1", "--parallel-streams=1"));
        for (int i = 0; i < 30; i++) {
            client.chat().completions().create(chat("sandbox-echo"));
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(chat("sandbox-echo"))) {
                assertThat(stream.stream().count()).isPositive();
            }
            assertThatThrownBy(() -> client.chat().completions().create(chat("sandbox-error-500")))
                    .isInstanceOf(com.openai.errors.InternalServerException.class);
        }
    }

    @Test
    void whoHasNoLimitsOfItsOwnHasTheDefault() {
        OpenAIClient client = client("key-with-the-default-limits");
        for (int i = 0; i < 3; i++) {
            client.chat().completions().create(chat("sandbox-echo"));
        }
        assertThatThrownBy(() -> client.chat().completions().create(chat("sandbox-echo")))
                .hasMessageContaining("may have 3 requests per minute");
        client.models().list();
    }

    @Test
    void onMessagesTheWordsAreAnthropics() {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.baseUrl())
                .apiKey(key("--requests-per-minute=1"))
                .maxRetries(0)
                .build();
        MessageCreateParams hello = MessageCreateParams.builder()
                .model("sandbox-echo")
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
        client.messages().create(hello);
        assertThatThrownBy(() -> client.messages().create(hello))
                .isInstanceOfSatisfying(com.anthropic.errors.RateLimitException.class, refused -> {
                    assertThat(refused.getMessage()).contains("rate_limit_error", "1 requests per minute");
                    assertThat(refused.headers().values("anthropic-ratelimit-requests-limit"))
                            .containsExactly("1");
                    assertThat(refused.headers().values("anthropic-ratelimit-requests-remaining"))
                            .containsExactly("0");
                    assertThat(refused.headers().values("anthropic-ratelimit-requests-reset"))
                            .singleElement()
                            .asString()
                            .endsWith("Z");
                });
    }

    @Test
    void whoIsNotLetInIsCountedToo() {
        double before = metric("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"401\"}");
        assertThatThrownBy(() -> client("nobody").chat().completions().create(chat("sandbox-echo")))
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
        until(() -> metric("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"401\"}") == before + 1);
    }

    private static double metric(String series) {
        HttpResponse<String> scraped = gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                .header("Authorization", "Bearer " + "key-with-the-default-limits")
                .build());
        return scraped.body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
