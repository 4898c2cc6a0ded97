package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens per minute on native paths, over HTTP. Row B9. */
class NativeLimitsRoadTest {
    private static final FakeAnthropic ANTHROPIC = FakeAnthropic.start();
    private static final String MAPPING = """
            model_mappings:
              sonnet: {providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
            providers:
              anthropic: {breaker: {minimum_calls: 100}}
            """;

    @TempDir
    static Path folder;

    private static RunningGateway gateway;
    private static BudgetBooks books;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(ANTHROPIC.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        gateway = RunningGateway.start(MAPPING, variables);
        books = new BudgetBooks(variables);
        ANTHROPIC.lenient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ANTHROPIC.close();
    }

    @AfterEach
    void forget() {
        ANTHROPIC.forget();
    }

    private static HttpResponse<String> post(String path, String key, int maxTokens, String text) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/providers/anthropic" + path))
                .header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"claude-sonnet-4-5-20250929\","
                        + (maxTokens > 0 ? "\"max_tokens\":" + maxTokens + "," : "")
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))
                .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 529})
    void whatAProviderAnswersWithAnErrorUsedNone(int status) {
        String key = books.key("--tokens-per-minute=1000");
        for (int i = 0; i < 4; i++) {
            ANTHROPIC.enqueue(
                    Reply.json(status, "{\"type\":\"error\",\"error\":{\"type\":\"any\",\"message\":\"No\"}}"));
            assertThat(post("/v1/messages", key, 900, "Hello").statusCode()).isEqualTo(status);
        }
        assertThat(ANTHROPIC.received()).hasSize(4);
    }

    @Test
    void countingTokensUsesNone() {
        String key = books.key("--tokens-per-minute=1000");
        String context = "word ".repeat(2_400);
        for (int i = 0; i < 3; i++) {
            ANTHROPIC.enqueue(Reply.json(200, "{\"input_tokens\":2400}"));
            HttpResponse<String> counted = post("/v1/messages/count_tokens", key, 0, context);
            assertThat(counted.statusCode()).as(counted.body()).isEqualTo(200);
        }
        assertThat(post("/v1/messages", key, 900, "Hello").statusCode()).isEqualTo(200);
    }
}
