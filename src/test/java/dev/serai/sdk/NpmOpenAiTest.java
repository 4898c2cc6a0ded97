package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * npm's openai against each of the three providers: {@code src/test/node/scenarios.mjs} runs once a model, and each test looks at
 * what one of its scenarios printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NpmOpenAiTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> results = new HashMap<>();
    private ThreeProviders providers;

    @BeforeAll
    void runScenarios() throws IOException, InterruptedException {
        NodeScripts.install();
        providers = ThreeProviders.start();
        for (String model : List.of("gw-openai", "gw-claude", "gw-bedrock", "gw-gemini")) {
            script(providers.serving(model));
            for (String line : NodeScripts.run("node", "scenarios.mjs", providers.baseUrl(), model, Clients.KEY)) {
                JsonNode result = JSON.readTree(line);
                results.put(model + " " + result.path("scenario").asText(), result);
            }
        }
    }

    private static void script(FakeProvider fake) {
        Reply stream = fake.stream("one ", "two ");
        fake.when("stall after one piece", stream.cutAfterContents(1, Reply.Ending.STALL));
        fake.when("break after one piece", stream.cutAfterContents(1, Reply.Ending.RESET));
        fake.when("fail with 400", fake.error(400));
        fake.when("fail with 403", fake.error(403));
        fake.when("fail with 429", fake.error(429).header("Retry-After", "7"));
        fake.when("fail with 500", fake.error(500));
    }

    @AfterAll
    void stop() {
        if (providers != null) {
            providers.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void creates(String model) {
        JsonNode result = result(model, "create");
        assertThat(result.path("model").asText()).isEqualTo(model);
        assertThat(result.path("text").asText()).isEqualTo("Echo: Create this");
        assertThat(result.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(result.at("/usage/total_tokens").asInt()).isEqualTo(13);
        assertSent(model, "Create this", "create");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void streams(String model) {
        JsonNode result = result(model, "stream");
        assertThat(result.path("ids").asInt()).isEqualTo(1);
        assertThat(result.path("models")).extracting(JsonNode::asText).containsExactly(model);
        assertThat(result.path("texts")).extracting(JsonNode::asText).containsExactly("Echo: ", "Stream ", "this");
        assertThat(result.path("finish_reasons")).extracting(JsonNode::asText).containsExactly("stop");
        assertThat(result.at("/usage/total_tokens").asInt()).isEqualTo(13);
        assertThat(result.path("last_choices").asInt()).isZero();
        assertSent(model, "Stream this", "stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void callsAToolByTheRunnerOfTheSdk(String model) {
        assertThat(result(model, "toolRunner").path("text").asText()).isEqualTo("The tools said: sunny in Oslo");
        assertSent(model, "Oslo?", "tool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void callsToolsInParallel(String model) {
        JsonNode result = result(model, "parallelTools");
        assertThat(result.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(result.path("content").isNull()).isTrue();
        assertThat(result.path("cities")).extracting(JsonNode::asText).containsExactly("Paris", "Rome");
        assertThat(result.path("text").asText()).contains("rain in Paris", "rain in Rome");
        assertSent(model, "Paris and Rome", "parallel-tools");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void streamsParallelToolCalls(String model) {
        JsonNode result = result(model, "streamedTools");
        assertThat(result.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(result.path("calls"))
                .extracting(call -> call.path("arguments").asText())
                .containsExactly("{\"city\":\"Madrid\"}", "{\"city\":\"Lisbon\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void parsesAStructuredAnswer(String model) {
        JsonNode parsed = result(model, "parsed").path("parsed");
        assertThat(parsed.path("title").asText()).isEqualTo("Serai");
        assertThat(parsed.path("tags")).extracting(JsonNode::asText).containsExactly("Serai");
        assertSent(model, "\"Serai\"", "structured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void showsAnImage(String model) {
        assertThat(result(model, "image").path("text").asText()).isEqualTo("I see 1 image(s). What is this?");
        assertSent(model, "What is this?", "image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void leavesAStream(String model) throws InterruptedException {
        assertThat(result(model, "abort").path("aborted").asBoolean()).isTrue();
        List<ReceivedCall> calls = calls(model, "stall after one piece");
        assertThat(calls).hasSize(1);
        calls.get(0).awaitClosedByPeer(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesTheClassOfAnErrorForItsStatus(String model) {
        assertRaised(model, "badRequest", "BadRequestError", 400, "invalid_request_error");
        assertThat(result(model, "badRequest").path("param").asText()).isEqualTo("temperature");
        assertRaised(model, "providerRefusal", "BadRequestError", 400, "invalid_request_error");
        assertRaised(model, "notFound", "NotFoundError", 404, "invalid_request_error");
        assertRaised(model, "rateLimit", "RateLimitError", 429, "rate_limit_error");
        assertRaised(model, "serverError", "InternalServerError", 503, "provider_error");
        assertRaised(model, "wrongCredentials", "InternalServerError", 502, "provider_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesAnErrorForAStreamThatBreaks(String model) {
        JsonNode error = result(model, "brokenStream");
        assertThat(error.path("class").asText()).isEqualTo("APIError");
        assertThat(error.path("type").asText()).isEqualTo("provider_error");
    }

    private void assertRaised(String model, String scenario, String errorClass, int status, String type) {
        JsonNode error = result(model, scenario);
        assertThat(error.path("class").asText()).as(error.toString()).isEqualTo(errorClass);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("type").asText()).isEqualTo(type);
    }

    private JsonNode result(String model, String scenario) {
        JsonNode line = results.get(model + " " + scenario);
        assertThat(line).as("the script printed nothing of %s", scenario).isNotNull();
        assertThat(line.path("failed").asText()).isEmpty();
        return line.path("result");
    }

    private void assertSent(String model, String text, String name) {
        providers.assertCleanCalls();
        SentBodies.assertAsRecorded(providers.serving(model).provider(), calls(model, text), "npm-openai", name);
    }

    /** The calls of the scenario whose user says {@code text}. */
    private List<ReceivedCall> calls(String model, String text) {
        return providers.serving(model).received().stream()
                .filter(call -> call.contains(text))
                .toList();
    }
}
