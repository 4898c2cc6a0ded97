package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeVertex;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vertex AI over the whole road: which URL a target is called at, with which credential, and in which dialect. */
class VertexRoadTest {
    private static final String MAPPING = """
            providers:
              fragile:
                {type: vertex, base_url: "${KEYED_URL}", api_key: "${TOKEN}", breaker: {window: 2, minimum_calls: 2}}
              keyed: {type: vertex, base_url: "${KEYED_URL}", api_key: "${KEYED_KEY}"}
            model_mappings:
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              claude: {default_provider: vertex, providers: {vertex: {model: "claude-sonnet-4-5@20250929"}}}
              claude-global: {default_provider: vertex, providers: {vertex: {model: claude-opus-4-6, location: global}}}
              llama: {default_provider: vertex, providers: {vertex: {model: meta/llama-3.3-70b-instruct-maas}}}
              elsewhere: {default_provider: vertex, providers: {vertex: {model: claude-opus-4-6, project_id: other-project}}}
              express: {default_provider: keyed, providers: {keyed: {model: gemini-2.5-flash}}}
              breaking: {default_provider: fragile, providers: {fragile: {model: claude-opus-4-6}}}
            """;

    private static FakeVertex vertex;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        vertex = FakeVertex.start(FakeVertex.Family.CLAUDE);
        Map<String, String> variables = new HashMap<>(vertex.environment());
        variables.put("KEYED_URL", vertex.origin().toString());
        variables.put("KEYED_KEY", vertex.apiKey());
        variables.put("TOKEN", vertex.environment().get("GCP_ACCESS_TOKEN"));
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        vertex.close();
    }

    @BeforeEach
    void forget() {
        vertex.forget();
        vertex.recover();
    }

    @Test
    void claudeIsAskedForAPredictionBelowProjectAndLocation() {
        assertThat(answered("claude", false)).contains("\"chat.completion\"");
        assertThat(vertex.last().target()).isEqualTo(at("us-east5", "claude-sonnet-4-5@20250929:rawPredict"));
        assertThat(vertex.last().headers("anthropic-version")).isEmpty();
    }

    @Test
    void aStreamIsAskedForByTheVerbAndInTheBody() {
        assertThat(answered("claude", true)).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
        assertThat(vertex.last().target()).isEqualTo(at("us-east5", "claude-sonnet-4-5@20250929:streamRawPredict"));
        assertThat(vertex.last().json().path("stream").asBoolean()).isTrue();
    }

    @Test
    void geminiIsAskedForContent() {
        String below = "/v1/projects/" + FakeVertex.PROJECT + "/locations/us-east5/publishers/google/models/";
        answered("gemini", false);
        assertThat(vertex.last().target()).isEqualTo(below + "gemini-2.5-flash:generateContent");
        assertThat(answered("gemini", true)).endsWith("data: [DONE]\n\n");
        assertThat(vertex.last().target()).isEqualTo(below + "gemini-2.5-flash:streamGenerateContent?alt=sse");
    }

    @Test
    void allItsDialectsHaveOneBreaker() {
        vertex.enqueue(vertex.error(503), vertex.error(503));
        gateway.chat(asking("breaking", false));
        gateway.chat(asking("breaking", true));
        HttpResponse<String> answer = gateway.chat(asking("breaking", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(vertex.received()).as("the third call is not made").hasSize(2);
    }

    @Test
    void aTargetHasALocationOfItsOwn() {
        answered("claude-global", false);
        assertThat(vertex.last().target()).isEqualTo(at("global", "claude-opus-4-6:rawPredict"));
    }

    @Test
    void anOpenModelIsAskedAtTheOpenAiCompatibleEndpoint() {
        assertThat(answered("llama", true)).endsWith("data: [DONE]\n\n");
        assertThat(vertex.last().target())
                .isEqualTo("/v1/projects/" + FakeVertex.PROJECT
                        + "/locations/us-east5/endpoints/openapi/chat/completions");
        assertThat(vertex.last().json().path("model").asText()).isEqualTo("meta/llama-3.3-70b-instruct-maas");
    }

    @Test
    void aTargetHasAProjectOfItsOwn() {
        assertThat(gateway.chat(asking("elsewhere", false)).statusCode()).isEqualTo(502);
        assertThat(vertex.last().target()).startsWith("/v1/projects/other-project/");
    }

    @Test
    void anApiKeyStandsForTheProject() {
        answered("express", false);
        assertThat(vertex.last().target()).isEqualTo("/v1/publishers/google/models/gemini-2.5-flash:generateContent");
        assertThat(vertex.last().headers("x-goog-api-key")).containsExactly(vertex.apiKey());
        assertThat(vertex.last().headers("Authorization")).isEmpty();
    }

    private static String answered(String model, boolean stream) {
        HttpResponse<String> answer = gateway.chat(asking(model, stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        vertex.assertNothingRefused();
        return answer.body();
    }

    private static String at(String location, String model) {
        return "/v1/projects/" + FakeVertex.PROJECT + "/locations/" + location + "/publishers/anthropic/models/"
                + model;
    }

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
