package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.Reply;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long list of which one part fails has cost what its other parts cost, whoever answers in the end. */
class PaidPartsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              titan: {providers: {bedrock: {model: amazon.titan-text-express-v1}}}
              gecko: {providers: {vertex: {model: text-embedding-005}}}
              vectors:
                default_provider: bedrock
                providers:
                  bedrock: {model: "amazon.titan-embed-text-v2:0"}
                  second: {model: "us.amazon.titan-embed-text-v2:0"}
            routing:
              fallback: {enabled: true, providers: [bedrock, second], max_attempts: 2}
            providers:
              bedrock: {max_concurrent: 1, breaker: {minimum_calls: 100}}
              vertex: {max_concurrent: 1, breaker: {minimum_calls: 100}}
              second: {type: bedrock, base_url: "%s"}
            """;

    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final Map<String, String> VARIABLES = new HashMap<>(FAKES.environment());

    @TempDir
    static Path folder;

    private static RunningGateway gateway;
    private static BudgetBooks books;

    @BeforeAll
    static void start() {
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        gateway = RunningGateway.start(MAPPING.formatted(FAKES.bedrock.origin()), VARIABLES);
        books = new BudgetBooks(VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @Test
    void promptsBeforeTheOneThatIsRefusedArePaidFor() {
        String key = books.key("--budget=1/day");
        FAKES.bedrock.when("word 4", FAKES.bedrock.error(400));
        assertThat(post(key, "/v1/completions", "\"model\":\"titan\",\"max_tokens\":100,\"prompt\":" + list(5))
                        .statusCode())
                .isEqualTo(400);
        assertThat(FAKES.bedrock.received()).hasSize(5);
        books.awaitRows(key, 1);
        assertThat(counted(key, "input_tokens")).isPositive();
        assertThat(counted(key, "output_tokens")).isPositive();
        assertThat(books.cost(key)).isEqualByComparingTo(dollars(key, 0.2, 0.6));
        taken(key, books.cost(key));
        assertThat(metrics(key))
                .contains("ai_proxy_tokens_total{model=\"titan\",provider=\"bedrock\",type=\"output\"} "
                        + counted(key, "output_tokens") + ".0");
    }

    @Test
    void textsBeforeTheLimitThatIsReachedArePaidFor() {
        String key = books.key("--budget=1/day");
        FAKES.vertex.when("word 299", FAKES.vertex.error(429));
        assertThat(post(key, "/v1/embeddings", "\"model\":\"gecko\",\"input\":" + list(300))
                        .statusCode())
                .isEqualTo(429);
        assertThat(FAKES.vertex.received()).hasSize(2);
        books.awaitRows(key, 1);
        assertThat(counted(key, "input_tokens")).as("two words each").isEqualTo(2 * 250);
        assertThat(books.cost(key)).isEqualByComparingTo(dollars(key, 0.025, 0));
        taken(key, books.cost(key));
    }

    @Test
    void whatTheFirstHasUsedIsOwedBesideWhatTheSecondUses() {
        String key = books.key("--budget=1/day");
        Reply vector = Reply.json(
                200, "{\"embedding\":[1,0],\"embeddingsByType\":{\"float\":[1,0]},\"inputTextTokenCount\":1000}");
        FAKES.bedrock.enqueue(vector, vector, FAKES.bedrock.error(503));
        HttpResponse<String> answer =
                post(key, "/v1/embeddings", "\"model\":\"vectors\",\"input\":[\"one\",\"two\",\"three\"]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Provider")).hasValue("second");
        assertThat(answer.body()).contains("\"prompt_tokens\":3");
        books.awaitRows(key, 1);
        assertThat(counted(key, "input_tokens")).isEqualTo(2_003);
        assertThat(books.cost(key)).isEqualByComparingTo(dollars(key, 0.02, 0));
        taken(key, books.cost(key));
    }

    /** What the ledger and the budget say was taken. */
    private static void taken(String key, BigDecimal cost) {
        assertThat(cost).isPositive();
        assertThat(books.taken(key)).isEqualByComparingTo(cost);
        assertThat(books.spent("key/day/" + BudgetBooks.id(key))).isEqualByComparingTo(cost);
    }

    private static long counted(String key, String column) {
        return books.number(
                "SELECT SUM(" + column + ") FROM ledger WHERE usage_source = 'reported' AND key_id = ?",
                BudgetBooks.id(key));
    }

    /** At so many dollars for a million tokens. */
    private static BigDecimal dollars(String key, double input, double output) {
        double nano = 1000 * (input * counted(key, "input_tokens") + output * counted(key, "output_tokens"));
        return BigDecimal.valueOf(Math.round(nano), 9);
    }

    private static String list(int texts) {
        return IntStream.range(0, texts).mapToObj(i -> "\"word " + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static HttpResponse<String> post(String key, String path, String fields) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("Authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{" + fields + "}"))
                .build());
    }

    private static String metrics(String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                        .header("Authorization", "Bearer " + key)
                        .build())
                .body();
    }
}
