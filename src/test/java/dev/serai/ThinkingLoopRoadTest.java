package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.FakeProvider;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thinks, calls tools, gets their results, twice in one conversation: the client hands back what it was given, and each provider
 * knows its own thoughts again. A fake refuses a signature that is not its own of that very text, and a loop without its thoughts.
 */
class ThinkingLoopRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              anthropic-adaptive: {default_provider: anthropic, providers: {anthropic: {model: claude-opus-4-6}}}
              bedrock: {default_provider: bedrock, providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}
              vertex-claude: {default_provider: vertex, providers: {vertex: {model: claude-sonnet-4-5@20250929}}}
              vertex-gemini: {default_provider: vertex, providers: {vertex: {model: gemini-3-flash-preview}}}
            """;
    private static final Map<String, ThinkingClient> CLIENTS = Map.of(
            "/v1/chat/completions", new ThinkingClient.OfChat(), "/v1/messages", new ThinkingClient.OfMessages());
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
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

    static Stream<Arguments> loops() {
        List<Arguments> loops = new ArrayList<>();
        for (String model : List.of("anthropic", "anthropic-adaptive", "bedrock", "vertex-claude", "vertex-gemini")) {
            for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
                for (boolean stream : List.of(false, true)) {
                    loops.add(Arguments.of(model, path, stream));
                }
            }
        }
        return loops.stream();
    }

    @ParameterizedTest
    @MethodSource("loops")
    void thoughtsComeHome(String model, String path, boolean stream) {
        ThinkingClient client = CLIENTS.get(path);
        ArrayNode messages = JSON.createArrayNode();
        for (String cities : List.of("Paris and Rome", "Oslo")) {
            messages.addObject().put("role", "user").put("content", "How is the weather in " + cities + "?");
            ObjectNode called = ask(client, model, path, stream, messages);
            assertThat(client.thoughts(called)).as("%s", called).isEqualTo(thought(model));
            messages.add(called);
            assertThat(client.answerCalls(called, messages)).isEqualTo(cities.split(" and ").length);

            ObjectNode said = ask(client, model, path, stream, messages);
            assertThat(client.text(said)).startsWith("The tools said: 12 °C");
            if (!model.equals("vertex-gemini")) {
                assertThat(signatures(sentLast(model)))
                        .as("of this loop, and of those before")
                        .isNotEmpty();
            }
            messages.add(said);
        }
        FAKES.assertTreatedWell();
    }

    private static ObjectNode ask(
            ThinkingClient client, String model, String path, boolean stream, ArrayNode messages) {
        ObjectNode request =
                client.request(model.endsWith("adaptive")).put("model", model).put("stream", stream);
        request.set("messages", messages);
        HttpResponse<String> answer = gateway.post(path, request.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params"))
                .as("it thinks on")
                .isEmpty();
        return stream ? client.streamed(answer.body()) : client.whole(answer.body());
    }

    private static String thought(String model) {
        return model.equals("vertex-gemini") ? "Let me think. " : "Let me see:\n\"Oslo – 12 °C\" \\ 🌧? ";
    }

    private static JsonNode sentLast(String model) {
        FakeProvider fake =
                model.startsWith("vertex") ? FAKES.vertex : model.equals("bedrock") ? FAKES.bedrock : FAKES.anthropic;
        return fake.last().json();
    }

    private static List<String> signatures(JsonNode sent) {
        return sent.path("messages").findValuesAsText("signature");
    }
}
