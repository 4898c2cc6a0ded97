package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract's {@code features}, each switched off in a gateway of its own. */
@Timeout(60)
class FeaturesRoadTest {
    private static final String MAPPING = """
            model_mappings:
              gpt-4o: {providers: {openai: {model: gpt-4o}}}
              instruct: {providers: {openai: {model: gpt-3.5-turbo-instruct}}}
              small: {providers: {openai: {model: text-embedding-3-small}}}
            features: {%s: false}
            """;
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @TempDir
    Path folder;

    private FakeOpenAi openai;

    @BeforeEach
    void start() {
        openai = FakeOpenAi.start();
    }

    @AfterEach
    void stop() {
        openai.close();
    }

    @Test
    void withoutOpenAiCompatibilityNothingIsBelowV1() {
        try (RunningGateway gateway = without("openai_compatibility", openai.environment())) {
            List<HttpResponse<String>> answers = List.of(
                    gateway.chat("{\"model\":\"gpt-4o\"," + HI + "}"),
                    gateway.post("/v1/completions", "{\"model\":\"instruct\",\"prompt\":\"Hi\"}"),
                    gateway.post("/v1/embeddings", "{\"model\":\"small\",\"input\":\"Hi\"}"),
                    gateway.post("/v1/responses", "{\"model\":\"gpt-4o\",\"input\":\"Hi\"}"),
                    gateway.get("/v1/models"),
                    gateway.get("/v1/models/gpt-4o"),
                    gateway.get("/v1/nothing"));
            for (HttpResponse<String> answer : answers) {
                assertThat(answer.statusCode()).as(answer.uri().getPath()).isEqualTo(404);
                assertThat(AdminClient.json(answer).at("/error/code").asText()).isEqualTo("unknown_url");
                assertThat(answer.body()).doesNotContain("gpt-4o");
            }
            for (String path : List.of("/v1/messages", "/v1/messages/count_tokens")) {
                HttpResponse<String> answer = gateway.post(path, "{\"model\":\"gpt-4o\",\"max_tokens\":10," + HI + "}");
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(AdminClient.json(answer).at("/error/type").asText()).isEqualTo("not_found_error");
            }
            assertThat(openai.received()).isEmpty();
        }
    }

    @Test
    void withoutOpenAiCompatibilityProvidersOwnApisStay() {
        try (FakeBedrock bedrock = FakeBedrock.start()) {
            bedrock.lenient();
            Map<String, String> variables = new HashMap<>(bedrock.environment());
            variables.putAll(openai.environment());
            try (RunningGateway gateway = without("openai_compatibility", variables)) {
                bedrock.enqueue(Reply.json(200, "{}"), Reply.json(200, "{}"));
                String body = "{\"inputText\":\"Hi\"}";
                for (String path : List.of("/v1/bedrock/model/", "/model/")) {
                    assertThat(gateway.post(path + "amazon.titan-text-lite-v1/invoke", body)
                                    .statusCode())
                            .as(path)
                            .isEqualTo(200);
                }
                assertThat(gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"," + HI + "}")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(bedrock.received()).hasSize(2);
            }
        }
    }

    /** It closes paths, and an application's door is none. */
    @Test
    void withoutOpenAiCompatibilityAnApplicationMayAsk() throws Exception {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put(
                "MODEL_MAPPING_CONFIG",
                Files.writeString(folder.resolve("model-mapping.yaml"), MAPPING.formatted("openai_compatibility"))
                        .toString());
        try (DefaultCamelContext camel = new DefaultCamelContext();
                EmbeddedGateway embedded = EmbeddedGateway.in(camel, Settings.only(variables))) {
            assertThat(embedded).isNotNull();
            camel.start();
            String answer = camel.createProducerTemplate()
                    .requestBody("direct:serai-chat", "{\"model\":\"gpt-4o\"," + HI + "}", String.class);
            assertThat(answer).contains("\"object\":\"chat.completion\"");
        }
    }

    @Test
    void withoutStreamingAStreamIsRefused() {
        try (RunningGateway gateway = without("streaming", openai.environment())) {
            List<HttpResponse<String>> answers = List.of(
                    gateway.chat("{\"model\":\"gpt-4o\",\"stream\":true," + HI + "}"),
                    gateway.post("/v1/completions", "{\"model\":\"instruct\",\"stream\":true,\"prompt\":\"Hi\"}"),
                    gateway.post("/v1/responses", "{\"model\":\"gpt-4o\",\"stream\":true,\"input\":\"Hi\"}"));
            for (HttpResponse<String> answer : answers) {
                assertThat(answer.statusCode()).isEqualTo(400);
                JsonNode error = AdminClient.json(answer).path("error");
                assertThat(error.path("code").asText()).isEqualTo("unsupported_parameter");
                assertThat(error.path("param").asText()).isEqualTo("stream");
            }
            HttpResponse<String> messages =
                    gateway.post("/v1/messages", "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":10," + HI + "}");
            assertThat(messages.statusCode()).isEqualTo(400);
            assertThat(AdminClient.json(messages).path("type").asText()).isEqualTo("error");
            assertThat(AdminClient.json(messages).at("/error/type").asText()).isEqualTo("invalid_request_error");
            assertThat(openai.received()).isEmpty();
            assertThat(gateway.chat("{\"model\":\"gpt-4o\"," + HI + "}").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutCostTrackingTokensAreCountedAndBudgetsCharged() {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        try (RunningGateway gateway = without("cost_tracking", variables)) {
            BudgetBooks books = new BudgetBooks(variables);
            String any = books.key();
            assertThat(chat(gateway, any)).isEqualTo(200);
            books.awaitRows(any, 1);
            String metrics = AdminClient.of(gateway).as(any).get("/metrics").body();
            assertThat(metrics).contains("ai_proxy_tokens_total{model=\"gpt-4o\"");
            assertThat(metrics).doesNotContain("ai_proxy_cost_usd_total{");
            String key = books.key("--budget=1/day");
            assertThat(chat(gateway, key)).isEqualTo(200);
            books.awaitRows(key, 1);
            assertThat(books.spent("key/day/" + BudgetBooks.id(key))).isPositive();
        }
    }

    private static RunningGateway without(String feature, Map<String, String> variables) {
        return RunningGateway.start(MAPPING.formatted(feature), variables);
    }

    private static int chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString("{\"model\":\"gpt-4o\"," + HI + "}"))
                        .build())
                .statusCode();
    }
}
