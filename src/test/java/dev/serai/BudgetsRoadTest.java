package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets over HTTP with official SDKs: what is reserved, sent, settled and refused, at every endpoint. Rows T24 and B8. */
@Timeout(120)
class BudgetsRoadTest {
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final String MAPPING = """
            model_mappings:
              gpt-4o: {providers: {openai: {model: gpt-4o}}}
              with-fallback:
                fallback_models: {error: [dear]}
                providers: {openai: {model: gpt-4o-mini}}
              dear: {providers: {openai: {model: gpt-4-turbo-preview}}}
              priceless: {providers: {openai: {model: nobody-knows-what-this-costs}}}
              text-embedding-3-small: {providers: {openai: {model: text-embedding-3-small}}}
              instruct: {providers: {openai: {model: gpt-3.5-turbo-instruct}}}
            providers:
              openai: {breaker: {minimum_calls: 100}}
            """;

    @TempDir
    static Path folder;

    private static final Map<String, String> VARIABLES = new HashMap<>(OPENAI.environment());
    private static RunningGateway gateway;
    private static BudgetBooks books;

    @BeforeAll
    static void start() {
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        gateway = RunningGateway.start(MAPPING, VARIABLES);
        books = new BudgetBooks(VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
    }

    @AfterEach
    void recover() {
        OPENAI.recover();
        OPENAI.forget();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello");
    }

    private static HttpResponse<String> post(String path, String key, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("Authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** What the budget says, the ledger says. */
    private static void settled(String key, int rows) {
        books.awaitRows(key, rows);
        assertThat(books.spent("key/day/" + BudgetBooks.id(key))).isEqualByComparingTo(books.taken(key));
    }

    @Test
    void b8ASpentBudgetIsToldAsSdksExpectIt() {
        String key = books.key("--budget=0.05/day");
        OpenAIClient client = client(key);
        client.chat()
                .completions()
                .create(chat("gpt-4o").maxCompletionTokens(100).build());
        assertThat(OPENAI.last().json().has("max_tokens")).isFalse();
        int calls = OPENAI.received().size();
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("gpt-4o").maxCompletionTokens(5_000).build()))
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.code()).contains("insufficient_quota");
                    assertThat(refused.type()).contains("insufficient_quota");
                    assertThat(refused.headers().values("x-should-retry")).containsExactly("false");
                    assertThat(refused.getMessage())
                            .contains("The budget of this API key for this day, 0.05 US dollars, has 0.04");
                });
        AnthropicClient anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.baseUrl())
                .apiKey(key)
                .maxRetries(0)
                .build();
        assertThatThrownBy(() -> anthropic
                        .messages()
                        .create(MessageCreateParams.builder()
                                .model("gpt-4o")
                                .maxTokens(5_000)
                                .addUserMessage("Hello")
                                .build()))
                .isInstanceOfSatisfying(AnthropicServiceException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(402);
                    assertThat(refused.body().toString()).contains("billing_error");
                });
        assertThat(OPENAI.received()).hasSize(calls);
        assertThat(gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                                .header("Authorization", "Bearer " + key)
                                .build())
                        .body())
                .contains("ai_proxy_budget_refusals_total{period=\"day\",reason=\"spent\",scope=\"key\"}")
                .contains("ai_proxy_budget_store_up 1.0")
                .doesNotContain(BudgetBooks.id(key));
        settled(key, 3);
    }

    @Test
    void whatTheClientLeavesOpenIsSaid() {
        String key = books.key("--budget=1/day", "--default-max-tokens=50");
        client(key).chat().completions().create(chat("gpt-4o").build());
        assertThat(OPENAI.last().json().path("max_tokens").asInt()).isEqualTo(50);
        client(books.key("--budget=1/day"))
                .chat()
                .completions()
                .create(chat("gpt-4o").build());
        assertThat(OPENAI.last().json().path("max_tokens").asInt()).isEqualTo(4_096);
        client(key)
                .responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-4o")
                        .input("Hello")
                        .build());
        assertThat(OPENAI.last().json().path("max_output_tokens").asInt()).isEqualTo(50);
        post(
                "/v1/chat/completions",
                key,
                "{\"max_tokens\":null,\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(OPENAI.last().text()).startsWith("{\"max_tokens\":50,");
        client(books.key()).chat().completions().create(chat("gpt-4o").build());
        assertThat(OPENAI.last().json().has("max_tokens"))
                .as("without a budget nothing is said")
                .isFalse();
        settled(key, 3);
    }

    @Test
    void everyEndpointIsReservedForAndSettled() {
        String key = books.key("--budget=10/day,model=*", "--budget=10/day");
        OpenAIClient client = client(key);
        client.chat().completions().create(chat("gpt-4o").build());
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("gpt-4o").build())) {
            assertThat(stream.stream().count()).isPositive();
        }
        client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-4o")
                        .input("Hello")
                        .build());
        HttpResponse<String> text = post("/v1/completions", key, "{\"model\":\"instruct\",\"prompt\":\"Once\"}");
        assertThat(text.statusCode()).as(text.body()).isEqualTo(200);
        HttpResponse<String> messages = post(
                "/v1/messages",
                key,
                "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(messages.statusCode()).as(messages.body()).isEqualTo(200);
        HttpResponse<String> counted = post(
                "/v1/messages/count_tokens",
                key,
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(counted.statusCode()).as(counted.body()).isEqualTo(200);
        HttpResponse<String> own = post(
                "/providers/openai/v1/chat/completions",
                key,
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        settled(key, 8);
        assertThat(books.taken(key)).isPositive().isEqualByComparingTo(books.cost(key));
        assertThat(books.spent("key/day/" + BudgetBooks.id(key) + "/*")).isEqualByComparingTo(books.taken(key));
    }

    /** At 2 dollars for a million tokens: a budget does for one answer or two, never for three. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/completions                  | 'max_tokens':1000,'prompt':[[1],[2],[3]]        | 429",
                "/v1/completions                  | 'max_tokens':1000,'prompt':[1,2,3]              | 200",
                "/v1/completions                  | 'max_tokens':1000,'prompt':['a','b','c']        | 429",
                "/providers/openai/v1/completions | 'max_tokens':1000,'prompt':[[1],[2],[3]]        | 429",
                "/providers/openai/v1/completions | 'max_tokens':1000,'prompt':[1,2,3]              | 200",
                "/providers/openai/v1/completions | 'max_tokens':1000,'prompt':'a','best_of':3      | 429",
                "/providers/openai/v1/completions | 'prompt':['a','b','c']                          | 429"
            })
    void everyPromptAndEveryChoiceIsReservedFor(String path, String fields, int status) {
        boolean said = fields.contains("max_tokens");
        String key = books.key(said ? "--budget=0.005/day" : "--budget=0.02/day");
        String model = path.startsWith("/v1") ? "instruct" : "gpt-3.5-turbo-instruct";
        HttpResponse<String> answer = post(path, key, ("{'model':'" + model + "'," + fields + "}").replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(OPENAI.received()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void whatFailsCostsNothing() {
        String key = books.key("--budget=0.10/day");
        OPENAI.always(OPENAI.error(500));
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> failed = post(
                    "/v1/chat/completions",
                    key,
                    "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
        }
        HttpResponse<String> own = post(
                "/providers/openai/v1/chat/completions",
                key,
                "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(own.statusCode()).isEqualTo(500);
        OPENAI.recover();
        settled(key, 5);
        assertThat(books.taken(key)).isZero();
        client(key).chat().completions().create(chat("gpt-4o").build());
    }

    @Test
    void aStreamThatBreaksAndAClientThatLeavesArePaidFor() throws Exception {
        String key = books.key("--budget=1/day", "--default-max-tokens=1000");
        OPENAI.enqueue(OPENAI.stream("one", "two", "three").cutAfterContents(2, Reply.Ending.RESET));
        HttpResponse<String> broken = post(
                "/v1/chat/completions",
                key,
                "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(broken.body()).contains("one").contains("\"error\"");
        settled(key, 1);
        BigDecimal first = books.taken(key);
        assertThat(first).isPositive();
        OPENAI.always(Reply.silence());
        int calls = OPENAI.received().size();
        CompletableFuture<HttpResponse<String>> leaving = java.net.http.HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                                .header("Authorization", "Bearer " + key)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        OPENAI.awaitCalls(calls + 1, java.time.Duration.ofSeconds(20));
        leaving.cancel(true);
        settled(key, 2);
        assertThat(books.taken(key))
                .as("nobody gets answers for nothing by leaving")
                .isGreaterThan(first);
    }

    @Test
    void f21AClientThatLeavesWithinAStreamIsSettled() throws Exception {
        String key = books.key("--budget=1/day", "--default-max-tokens=1000");
        OPENAI.enqueue(OPENAI.stream("one", "two", "three").cutAfterContents(2, Reply.Ending.STALL));
        HttpResponse<java.io.InputStream> leaving = java.net.http.HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                                .header("Authorization", "Bearer " + key)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(FaultRoad.body("gpt-4o", true)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(leaving.body().read()).isNotNegative();
        leaving.body().close();
        settled(key, 1);
        assertThat(books.taken(key)).isPositive();
        assertThat(OPENAI.received()).hasSize(1);
    }

    @Test
    void aModelWhosePriceNobodyKnowsIsRefused() {
        OpenAIClient client = client(books.key("--budget=1/day"));
        assertThatThrownBy(() ->
                        client.chat().completions().create(chat("priceless").build()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("what the model \"priceless\" costs is not known here");
        client(books.key()).chat().completions().create(chat("priceless").build());
    }

    @Test
    void theDearestTargetThatMayComeToAnswerIsReserved() {
        OpenAIClient client = client(books.key("--budget=0.10/day"));
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("with-fallback").maxCompletionTokens(4_000).build()))
                .as("30 dollars for a million tokens, of its fallback")
                .isInstanceOf(RateLimitException.class)
                .hasMessageContaining("may cost 0.12");
        client.chat()
                .completions()
                .create(chat("with-fallback").maxCompletionTokens(2_000).build());
    }

    @Test
    void aTeamsBudgetIsSharedAndAModelsIsItsOwn() throws IOException {
        books.team("set", "poor", "--budget=0.02/month");
        String one = books.key("--team=poor");
        String other = books.key("--team=poor", "--budget=5/total,model=gpt-4o");
        client(one)
                .chat()
                .completions()
                .create(chat("gpt-4o").maxCompletionTokens(1_500).build());
        assertThatThrownBy(() -> client(other)
                        .chat()
                        .completions()
                        .create(chat("gpt-4o").maxCompletionTokens(2_500).build()))
                .hasMessageContaining("The budget of this key's team for this month, 0.02 US dollars");
        String careful = books.key("--budget=0.001/day,model=gpt-4*");
        assertThatThrownBy(() -> client(careful)
                        .chat()
                        .completions()
                        .create(chat("gpt-4o").maxCompletionTokens(1_000).build()))
                .hasMessageContaining("for this day and for gpt-4*");
        client(careful)
                .chat()
                .completions()
                .create(chat("with-fallback").maxCompletionTokens(1_000).build());
    }
}
