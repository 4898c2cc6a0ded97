package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeVectors;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** npm's openai beside chat: {@code src/test/node/endpoints.mjs}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NpmOpenAiEndpointsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeOpenAi openai = FakeOpenAi.start();
    private final FakeBedrock bedrock = FakeBedrock.start();
    private RunningGateway gateway;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        NodeScripts.install();
        Map<String, String> environment = new HashMap<>(openai.environment());
        environment.putAll(bedrock.environment());
        gateway = RunningGateway.start(OpenAiJavaEndpointsTest.MAPPING, environment);
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        openai.close();
        bedrock.close();
    }

    /** wire.md 16, row 23: the SDK asks for base64 unasked. */
    @ParameterizedTest
    @CsvSource({"embed-openai, text-instruct", "embed-titan, text-llama", "embed-cohere, text-chat"})
    void embedsAndCompletes(String embeddings, String completions) throws IOException, InterruptedException {
        Map<String, JsonNode> results = new HashMap<>();
        for (String line : NodeScripts.run(
                "node", "endpoints.mjs", gateway.baseUrl() + "/v1", embeddings, completions, Clients.KEY)) {
            JsonNode result = JSON.readTree(line);
            results.put(result.path("scenario").asText(), result.path("result"));
        }
        JsonNode embedded = results.get("embed");
        assertThat(embedded.path("model").asText()).isEqualTo(embeddings);
        assertThat(embedded.path("lengths")).extracting(JsonNode::asInt).containsExactly(512, 512);
        assertThat((float) embedded.at("/second/7").asDouble()).isEqualTo(FakeVectors.of("By the well.", 512)[7]);
        assertThat(embedded.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
        assertThat(results.get("embedAsFloats").path("lengths"))
                .extracting(JsonNode::asInt)
                .containsExactly(512);
        assertThat(results.get("complete").path("text").asText()).isEqualTo("Echo: Once upon a time");
        assertThat(results.get("complete").path("finish_reason").asText()).isEqualTo("stop");
        assertThat(results.get("stream").path("text").asText()).isEqualTo("Echo: Once upon a time");
    }
}
