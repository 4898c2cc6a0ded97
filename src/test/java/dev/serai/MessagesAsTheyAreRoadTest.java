package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.LegalMessages;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/messages where the provider speaks Messages itself: same dialect, same bytes. */
class MessagesAsTheyAreRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              pinned: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929, api_version: "2026-10-21"}}}
              on-vertex: {default_provider: vertex, providers: {vertex: {model: claude-sonnet-4-5@20250929}}}
              both:
                default_provider: anthropic
                providers: {anthropic: {model: claude-sonnet-4-5-20250929}, openai: {model: gpt-4o}}
              searching:
                default_provider: openai
                providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}
            routing:
              fallback: {enabled: true, providers: [anthropic, openai, vertex], max_attempts: 2}
            """;

    private FakeAnthropic anthropic;
    private FakeVertex vertex;
    private FakeOpenAi openai;
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        anthropic = FakeAnthropic.start();
        vertex = FakeVertex.start(FakeVertex.Family.CLAUDE);
        openai = FakeOpenAi.start();
        Map<String, String> environment = new HashMap<>(anthropic.environment());
        environment.putAll(vertex.environment());
        environment.putAll(openai.environment());
        gateway = RunningGateway.start(MAPPING, environment);
    }

    @AfterEach
    void stop() {
        gateway.close();
        anthropic.close();
        vertex.close();
        openai.close();
    }

    @Test
    void anthropicGetsTheBytesAsTheyAreButForTheModel() throws IOException {
        String body = """
                { "max_tokens" : 100,"model":"claude" , "temperature": 0.50,
                  "system":[{"type":"text","text":"Be \\u00e9xact.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
                  "messages":[{"role":"user","content":[{"type":"text","text":"Say this","cache_control":{"type":"ephemeral"}}]}]}""";
        JsonNode answer = good(body);
        assertThat(anthropic.last().text()).isEqualTo(body.replace("\"claude\"", "\"claude-sonnet-4-5-20250929\""));
        assertThat(answer.path("model").asText()).isEqualTo("claude");
        assertThat(answer.at("/content/0/text").asText()).contains("Say this");
        anthropic.assertNothingRefused();
    }

    @Test
    void theAnswerComesBackAsItIsButForTheModel() {
        String said =
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\" , \"content\":[{\"type\":\"new_block\","
                        + "\"x\":1.10}],\"stop_reason\":\"pause_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":5,\"new\":null}}";
        anthropic.enqueue(Reply.json(200, said));
        assertThat(post(saying("claude", false)).body()).isEqualTo(said.replace("\"claude-x\"", "\"claude\""));
    }

    @Test
    void aStreamComesBackAsItIsButForTheModel() {
        anthropic.enqueue(Reply.events(
                "event: message_start\ndata: {\"type\":\"message_start\", \"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n",
                "event: ping\ndata: {\"type\": \"ping\"}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"new_block\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"new_delta\",\"x\":1.10}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "event: something_new\ndata: {\"type\":\"something_new\"}\n\n",
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        String stream = post(saying("claude", true)).body();
        assertThat(stream)
                .contains("\"model\":\"claude\"")
                .doesNotContain("claude-x")
                .contains("data: {\"type\": \"ping\"}")
                .contains("\"delta\":{\"type\":\"new_delta\",\"x\":1.10}")
                .contains("event: something_new\n")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "on-vertex"})
    void streamsAreLegal(String model) {
        HttpResponse<String> answer = post(saying(model, true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        LegalMessages.check(answer.body());
        anthropic.assertNothingRefused();
        vertex.assertNothingRefused();
    }

    @Test
    void vertexHasTheModelInThePathAndTheVersionInTheBody() throws IOException {
        JsonNode answer = good("{\"model\":\"on-vertex\",\"max_tokens\":9,\"service_tier\":\"auto\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Say this\"}]}");
        assertThat(answer.path("model").asText()).isEqualTo("on-vertex");
        assertThat(vertex.last().text())
                .isEqualTo("{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Say this\"}],"
                        + "\"anthropic_version\":\"vertex-2023-10-16\"}");
        vertex.assertNothingRefused();
    }

    @Test
    void vertexFetchesNothing() {
        HttpResponse<String> answer = post(
                "{\"model\":\"on-vertex\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                        + "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://a.example/b.png\"}}]}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("messages[0].content[0].source");
        answer = post("{\"model\":\"on-vertex\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"image\",\"source\":"
                + "{\"type\":\"url\",\"url\":\"https://a.example/b.png\"}}]}}]}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("messages[0].content[0].source.content[0].source");
        assertThat(vertex.received()).isEmpty();
    }

    @Test
    void theClientsVersionAndBetasGoToAnthropicUnlessTheOperatorSaysTheVersion() {
        post(
                saying("claude", false),
                "anthropic-version",
                "2026-10-21",
                "anthropic-beta",
                "a-2025-01-01, b.c_1,,a-2025-01-01");
        assertThat(anthropic.last().header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(anthropic.last().header("anthropic-beta")).isEqualTo("a-2025-01-01,b.c_1");
        post(saying("pinned", false), "anthropic-version", "2023-06-01");
        assertThat(anthropic.last().header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(anthropic.last().header("anthropic-beta")).isNull();
        post(saying("claude", false));
        assertThat(anthropic.last().header("anthropic-version")).isEqualTo("2023-06-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-version: latest", "anthropic-beta: a b", "anthropic-beta: a,é"})
    void aHeaderOfAnotherShapeIsRefused(String header) {
        String[] parts = header.split(": ");
        HttpResponse<String> answer = post(saying("claude", false), parts[0], parts[1]);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(parts[0]);
        assertThat(anthropic.received()).isEmpty();
    }

    @Test
    void whatAnotherModelThoughtIsLeftOut() throws IOException {
        good("{\"model\":\"claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"b\"}]},"
                + "{\"role\":\"user\",\"content\":\"c\"}]}");
        assertThat(anthropic.last().json().at("/messages/1/content")).hasSize(1);
        anthropic.assertNothingRefused();
    }

    @Test
    @DisplayName("18: a stream that dies midway ends with event: error, passed on or not")
    void row18() throws IOException {
        anthropic.enqueue(anthropic.stream("one ", "two ").cutAfterContents(1, Reply.Ending.HANG_UP));
        String stream = post(saying("claude", true)).body();
        assertThat(stream).contains("\"text\":\"one \"").contains("\nevent: error\ndata: {\"type\":\"error\"");
        assertThat(stream).doesNotContain("message_stop");
    }

    @Test
    void anErrorEventMidwayIsTheProvidersInOurWords() {
        anthropic.enqueue(anthropic.stream("one ", "two ").keepingContents(1).followedBy(anthropic.errorFrame()));
        String stream = post(saying("claude", true)).body();
        assertThat(stream).contains("\"text\":\"one \"").contains("\"error\":{\"type\":\"overloaded_error\"");
        assertThat(stream).contains("\"request_id\":\"req_").doesNotContain("message_stop");
    }

    @Test
    void anErrorEventFirstTurnsToTheNextProvider() {
        anthropic.enqueue(
                Reply.events(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"));
        HttpResponse<String> answer = post(saying("both", true));
        LegalMessages.check(answer.body());
        assertThat(answer.headers().firstValue("X-Provider")).contains("openai");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
    }

    @Test
    void whatOnlyAnthropicCanDoGoesToAnthropic() {
        // The fake knows no server tools, and refuses the call as a provider would that is older than the tool.
        post("{\"model\":\"searching\",\"max_tokens\":9,"
                + "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        assertThat(openai.received()).isEmpty();
        assertThat(anthropic.last().json().at("/tools/0/type").asText()).isEqualTo("web_search_20250305");
    }

    @Test
    void aPromptIsCachedWithoutAnAnswerWhereThatCanBe() throws IOException {
        String nothing =
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],"
                        + "\"stop_reason\":\"max_tokens\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,"
                        + "\"cache_creation_input_tokens\":2000,\"output_tokens\":0}}";
        anthropic.enqueue(Reply.json(200, nothing));
        JsonNode answer = good(saying("searching", false).replace(":100,", ":0,"));
        assertThat(openai.received()).isEmpty();
        assertThat(anthropic.last().json().path("max_tokens").asInt()).isZero();
        assertThat(answer.path("content")).isEmpty();
        anthropic.assertNothingRefused();
    }

    private JsonNode good(String body) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/messages"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static String saying(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Say this\"}]}";
    }
}
