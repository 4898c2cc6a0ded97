package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** npm's openai and responses: {@code src/test/node/responses.mjs}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NpmOpenAiResponsesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ThreeProviders providers;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        NodeScripts.install();
        providers = ThreeProviders.start();
    }

    @AfterAll
    void stop() {
        if (providers != null) {
            providers.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void answersStreamsAndCallsTools(String model) throws IOException, InterruptedException {
        Map<String, JsonNode> results = new HashMap<>();
        for (String line : NodeScripts.run("node", "responses.mjs", providers.baseUrl(), model, Clients.KEY)) {
            JsonNode result = JSON.readTree(line);
            results.put(result.path("scenario").asText(), result.path("result"));
        }
        JsonNode created = results.get("create");
        assertThat(created.path("text").asText()).isEqualTo("Echo: Hello there");
        assertThat(created.path("model").asText()).isEqualTo(model);
        assertThat(created.at("/usage/total_tokens").asInt()).isEqualTo(13);
        JsonNode streamed = results.get("stream");
        assertThat(streamed.path("text").asText()).isEqualTo("Echo: Hello there");
        assertThat(streamed.path("deltas").asText()).isEqualTo("Echo: Hello there");
        assertThat(streamed.path("first").asText()).isEqualTo("response.created");
        assertThat(streamed.path("last").asText()).isEqualTo("response.completed");
        JsonNode tools = results.get("streamTools");
        assertThat(tools.path("calls"))
                .extracting(JsonNode::asText)
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        assertThat(tools.path("text").asText()).contains("rain in {\"city\":\"Paris\"}");
        assertThat(results.get("refused").path("status").asInt()).isEqualTo(400);
        assertThat(results.get("refused").path("param").asText()).isEqualTo("background");
        providers.assertCleanCalls();
    }
}
