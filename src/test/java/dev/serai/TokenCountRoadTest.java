package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeVertex;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** POST /v1/messages/count_tokens: by the provider where it can, else by the gateway's rule. */
class TokenCountRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              on-vertex: {default_provider: vertex, providers: {vertex: {model: claude-sonnet-4-5@20250929}}}
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              embed: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
              second:
                default_provider: openai
                providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}
            routing:
              fallback: {enabled: true, providers: [openai, anthropic, vertex], max_attempts: 2}
            providers:
              anthropic: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
            """;

    private static FakeAnthropic anthropic;
    private static FakeVertex vertex;
    private static FakeOpenAi openai;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        anthropic = FakeAnthropic.start();
        vertex = FakeVertex.start(FakeVertex.Family.CLAUDE);
        openai = FakeOpenAi.start();
        Map<String, String> environment = new HashMap<>(anthropic.environment());
        environment.putAll(vertex.environment());
        environment.putAll(openai.environment());
        gateway = RunningGateway.start(MAPPING, environment);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        anthropic.close();
        vertex.close();
        openai.close();
    }

    @BeforeEach
    void forget() {
        anthropic.forget();
        anthropic.recover();
        vertex.forget();
        openai.forget();
    }

    @Test
    void anthropicCounts() throws IOException {
        String body = "{\"model\":\"claude\", \"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        HttpResponse<String> answer = count(body);
        assertThat(answer.body()).isEqualTo("{\"input_tokens\":7}");
        assertThat(answer.headers().firstValue("X-Token-Count")).isEmpty();
        assertThat(answer.headers().firstValue("X-Provider")).contains("anthropic");
        assertThat(anthropic.last().target()).isEqualTo("/v1/messages/count_tokens");
        assertThat(anthropic.last().text()).isEqualTo(body.replace("\"claude\"", "\"claude-sonnet-4-5-20250929\""));
        anthropic.assertNothingRefused();
    }

    @Test
    void vertexCountsByItsPseudoModel() {
        HttpResponse<String> answer =
                count("{\"model\":\"on-vertex\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.body()).isEqualTo("{\"input_tokens\":7}");
        assertThat(vertex.last().target()).endsWith("/publishers/anthropic/models/count-tokens:rawPredict");
        assertThat(vertex.last().json().path("model").asText()).isEqualTo("claude-sonnet-4-5@20250929");
        vertex.assertNothingRefused();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "messages":[{"role":"user","content":"12345678"}]                                                        | 6
            "system":"1234","messages":[{"role":"user","content":[{"type":"text","text":"12345678"}]}]               | 7
            "messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a.b/c"}}]}]  | 1604
            "messages":[{"role":"user","content":"1"},{"role":"assistant","content":"2"}]                            | 9
            "messages":[{"role":"user","content":"12345678"}],"tools":[{"name":"a","input_schema":{"type":"object"}}] | 18
            """)
    void othersAreEstimatedByTheRuleAndAskedNothing(String prompt, int tokens) throws IOException {
        HttpResponse<String> answer = count("{\"model\":\"gpt\"," + prompt + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("input_tokens").asInt()).isEqualTo(tokens);
        assertThat(answer.headers().firstValue("X-Token-Count")).contains("estimated");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("0");
        assertThat(answer.headers().firstValue("X-Provider")).isEmpty();
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        assertThat(openai.received()).isEmpty();
    }

    @Test
    void whoCanCountIsAskedFirstAndWhereItFailsTheRuleCounts() {
        String body = "{\"model\":\"second\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        assertThat(count(body).headers().firstValue("X-Provider")).contains("anthropic");
        anthropic.always(anthropic.error(500));
        HttpResponse<String> answer = count(body);
        assertThat(answer.headers().firstValue("X-Token-Count")).contains("estimated");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
        assertThat(openai.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"messages":[{"role":"user","content":"a"}]}                | 400 | model
            {"model":"gpt"}                                             | 400 | messages
            {"model":"gpt","messages":[{"role":"user"}]}                | 400 | messages[0].content
            {"model":"embed","messages":[{"role":"user","content":"a"}]} | 400 | model
            {"model":"nobody","messages":[{"role":"user","content":"a"}]} | 404 | nobody
            """)
    void whatCantBeCountedIsRefused(String body, int status, String words) throws IOException {
        HttpResponse<String> answer = count(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/message").asText()).contains(words);
    }

    private static HttpResponse<String> count(String body) {
        return gateway.post("/v1/messages/count_tokens", body);
    }
}
