package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows T9 and P3: what a key allows, on every way to a model. */
class PermissionsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              both:
                default_provider: anthropic
                providers: {anthropic: {model: claude-sonnet-4-5-20250929}, openai: {model: gpt-4o}}
              gpt-4o: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              gpt-4o-mini:
                default_provider: openai
                providers: {openai: {model: gpt-4o-mini}}
                fallback_models: {error: [claude, gpt-4o]}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              embed: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
            routing:
              patterns: [{pattern: "^o3-", default_provider: openai}]
              fallback: {enabled: true, providers: [anthropic, openai], max_attempts: 3}
            providers:
              openai: {breaker: {minimum_calls: 1000, window: 1000}}
              anthropic: {breaker: {minimum_calls: 1000, window: 1000}}
            """;
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":100";

    @TempDir
    static Path folder;

    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static RunningGateway gateway;
    private static String anything;
    private static String gpt;
    private static String openaiAlone;
    private static String nothing;
    private static String nativeAll;

    @BeforeAll
    static void start() {
        VARIABLES.putAll(FAKES.environment());
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        anything = key("--name", "anything");
        gpt = key("--name", "gpt", "--models", "gpt-*,both,o3-mini");
        openaiAlone = key("--name", "openai", "--providers", "openai");
        nothing = key("--name", "nothing", "--models", "");
        nativeAll = key("--name", "native", "--permissions", "native:all");
        gateway = RunningGateway.start(MAPPING, VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @AfterEach
    void forget() {
        FAKES.reset();
    }

    private static String key(String... options) {
        List<String> words = new ArrayList<>(List.of("create"));
        words.addAll(List.of(options));
        return new BudgetBooks(VARIABLES).keys(words.toArray(String[]::new));
    }

    private static HttpResponse<String> post(String key, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("Content-Type", "application/json")
                .header("X-API-Key", key)
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static HttpResponse<String> get(String key, String path) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("X-API-Key", key)
                .build());
    }

    private static HttpResponse<String> chat(String key, String model, String... headers) {
        return post(key, "/v1/chat/completions", "{\"model\":\"" + model + "\"," + HELLO + "}", headers);
    }

    private static void refused(HttpResponse<String> answer, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"", "\"type\":\"permission_error\"");
        assertThat(FAKES.calls()).as("calls of providers").isZero();
    }

    private static void served(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "/v1/completions      | {\"model\":\"%s\",\"prompt\":\"Hello\"}",
                "/v1/embeddings       | {\"model\":\"%s\",\"input\":\"Hello\"}",
                "/v1/responses        | {\"model\":\"%s\",\"input\":\"Hello\",\"store\":false}",
                "/providers/anthropic/v1/messages         | {\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "/providers/openai/v1/chat/completions    | {\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "/providers/bedrock/model/%s/converse     | {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}",
                "/model/%s/invoke                         | {\"inputText\":\"Hello\"}",
                "/v1/bedrock/invoke-model                 | {\"modelId\":\"%s\",\"body\":{\"inputText\":\"Hello\"}}",
                "/providers/azure/openai/deployments/%s/chat/completions?api-version=2024-10-21 | {\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "/providers/ibm/ml/v1/text/chat?version=2024-10-08 | {\"model_id\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            })
    void aModelThatIsNotTheKeysIsRefusedOnEveryPath(String path, String body) {
        for (String key : List.of(gpt, nothing)) {
            refused(post(key, path.formatted("claude"), body.formatted("claude")), "model_not_allowed");
        }
    }

    @Test
    void belowMessagesTheRefusalIsAnthropics() {
        HttpResponse<String> refusal = post(gpt, "/v1/messages", "{\"model\":\"claude\"," + HELLO + "}");
        assertThat(refusal.statusCode()).isEqualTo(403);
        assertThat(refusal.body()).contains("\"type\":\"permission_error\"").startsWith("{\"type\":\"error\"");
        assertThat(post(
                                gpt,
                                "/v1/messages/count_tokens",
                                "{\"model\":\"claude\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(FAKES.calls()).isZero();
    }

    @Test
    void aModelThatIsTheKeysIsServedByNameAndByPattern() {
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        served(chat(gpt, "gpt-4o"));
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        HttpResponse<String> byPattern = chat(gpt, "o3-mini");
        assertThat(byPattern.body()).doesNotContain("not_allowed");
        assertThat(chat(gpt, "o3-pro").statusCode()).isEqualTo(403);
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        served(post(gpt, "/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o-2024-11-20\"," + HELLO + "}"));
    }

    @Test
    void aModelThatIsNotThereIsSaidBeforeOneThatIsNotAllowed() {
        HttpResponse<String> answer = chat(gpt, "nobody");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("model_not_found");
    }

    @Test
    void aProviderThatIsNotTheKeysIsNeverCalled() {
        refused(chat(openaiAlone, "claude"), "provider_not_allowed");
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        served(chat(openaiAlone, "both"));
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        served(chat(openaiAlone, "both", "X-Preferred-Provider", "anthropic"));
        FAKES.openai.enqueue(FAKES.openai.error(500));
        assertThat(chat(openaiAlone, "both").statusCode()).isEqualTo(503);
        assertThat(FAKES.anthropic.received()).isEmpty();
        assertThat(FAKES.openai.received()).hasSize(3);
    }

    @Test
    void aProvidersOwnApiIsTheKeysOrNot() {
        refused(
                post(openaiAlone, "/providers/anthropic/v1/messages", "{\"model\":\"claude-x\"," + HELLO + "}"),
                "provider_not_allowed");
        refused(get(openaiAlone, "/providers/anthropic/v1/models"), "provider_not_allowed");
        FAKES.anthropic.enqueue(FAKES.anthropic.text("Hello"));
        served(chat(anything, "both"));
    }

    /** Of the two that the mapping names for errors the first is not the key's. */
    @Test
    void aFallbackToAModelThatIsNotTheKeysIsNone() {
        FAKES.openai.enqueue(FAKES.openai.error(500));
        FAKES.openai.enqueue(FAKES.openai.text("Hello"));
        served(chat(gpt, "gpt-4o-mini"));
        assertThat(FAKES.anthropic.received()).isEmpty();
        assertThat(FAKES.openai.received()).hasSize(2);
        FAKES.reset();
        FAKES.openai.enqueue(FAKES.openai.error(500));
        FAKES.anthropic.enqueue(FAKES.anthropic.text("Hello"));
        served(chat(anything, "gpt-4o-mini"));
        assertThat(FAKES.anthropic.received()).hasSize(1);
    }

    @Test
    void theListIsOfWhatTheKeyAllows() throws IOException {
        assertThat(ids(get(anything, "/v1/models"))).contains("both", "gpt-4o", "gpt-4o-mini", "claude", "embed");
        assertThat(ids(get(gpt, "/v1/models"))).containsExactlyInAnyOrder("both", "gpt-4o", "gpt-4o-mini");
        assertThat(ids(get(openaiAlone, "/v1/models")))
                .containsExactlyInAnyOrder("both", "gpt-4o", "gpt-4o-mini", "embed");
        assertThat(ids(get(nothing, "/v1/models"))).isEmpty();
        assertThat(get(openaiAlone, "/v1/models/both").body()).contains("\"providers\":[\"openai\"]");
        refused(get(gpt, "/v1/models/claude"), "model_not_allowed");
        refused(get(openaiAlone, "/v1/models/claude"), "provider_not_allowed");
        assertThat(get(gpt, "/v1/models/nobody").statusCode()).isEqualTo(404);
    }

    private static List<String> ids(HttpResponse<String> answer) throws IOException {
        served(answer);
        return new ObjectMapper()
                .readTree(answer.body()).path("data").findValues("id").stream()
                        .map(JsonNode::asText)
                        .toList();
    }

    @Test
    void whatIsNoModelCallNeedsAPermissionOfItsOwn() {
        String body = "{\"model\":\"tts-1\",\"input\":\"Hello\",\"voice\":\"alloy\"}";
        refused(post(anything, "/providers/openai/v1/audio/speech", body), "operation_not_allowed");
        HttpResponse<String> passed = post(nativeAll, "/providers/openai/v1/audio/speech", body);
        assertThat(passed.body()).doesNotContain("operation_not_allowed");
        assertThat(FAKES.openai.received()).hasSize(1);
    }
}
