package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gemini over the whole road, with Bedrock behind it. Numbers in brackets are those of wire.md 16. */
class GeminiRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            providers:
              vertex: {breaker: {minimum_calls: 1000, window: 1000}}
            model_mappings:
              three:
                default_provider: vertex
                providers: {vertex: {model: gemini-3.1-pro-preview}, bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}
              flash: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              limited: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
              claude-first:
                default_provider: bedrock
                providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}, vertex: {model: gemini-2.5-flash}}
              two: {default_provider: vertex, providers: {vertex: {model: gemini-2.0-flash-001}}}
            """;
    private static final String SENTINEL = "skip_thought_signature_validator";

    private static FakeVertex vertex;
    private static FakeBedrock bedrock;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        vertex = FakeVertex.start(FakeVertex.Family.GEMINI);
        bedrock = FakeBedrock.start();
        Map<String, String> variables = new HashMap<>(vertex.environment());
        variables.putAll(bedrock.environment());
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        vertex.close();
        bedrock.close();
    }

    @BeforeEach
    void forget() {
        vertex.forget();
        vertex.recover();
        bedrock.forget();
    }

    @Test
    void aToolLoopGivesEachCallItsSignatureBack() {
        ObjectNode request = weather("three");
        JsonNode called = message(answered(request));
        assertThat(called.path("tool_calls")).hasSize(2);
        JsonNode signature = called.at("/tool_calls/0/extra_content/google/thought_signature");
        assertThat(signature.asText()).isNotEmpty();
        assertThat(message(answered(goOn(request, called))).path("content").asText())
                .isEqualTo("The tools said: 20 °C; 12 °C");
        assertThat(vertex.last().json().at("/contents/1/parts/0/thoughtSignature"))
                .isEqualTo(signature);
        vertex.assertNothingRefused();
    }

    /** [9] Many clients keep nothing of a call but its id, its name and its arguments. */
    @Test
    void aClientThatStripsTheSignatureIsHelped() {
        ObjectNode request = weather("three");
        JsonNode called = message(answered(request));
        called.path("tool_calls").forEach(call -> ((ObjectNode) call).remove("extra_content"));
        answered(goOn(request, called));
        assertThat(vertex.last()
                        .json()
                        .at("/contents/1/parts/0/thoughtSignature")
                        .asText())
                .isEqualTo(SENTINEL);
        vertex.assertNothingRefused();
    }

    /** [50] */
    @Test
    void aLoopThatGoesOnAtBedrockTakesNothingOfGeminisAlong() {
        ObjectNode request = weather("three");
        JsonNode called = message(answered(request));
        vertex.always(vertex.error(503));
        HttpResponse<String> answer = gateway.chat(goOn(request, called).toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("bedrock");
        bedrock.assertNothingRefused();
        String body = bedrock.last().text();
        assertThat(body).doesNotContain("thought", "extra_content", "google", "functionCall");
        Set<String> ids = new HashSet<>(bedrock.last().json().findValuesAsText("toolUseId"));
        assertThat(ids).hasSize(2).allMatch(id -> id.matches("[a-zA-Z0-9_.:-]{1,64}"));
    }

    /** [25] */
    @Test
    void resultsStandInTheOrderOfTheCalls() {
        ObjectNode request = weather("flash");
        JsonNode called = message(answered(request));
        answered(goOn(request, called));
        JsonNode results = vertex.last().json().at("/contents/2/parts");
        assertThat(results.findValuesAsText("output")).containsExactly("20 °C", "12 °C");
        vertex.assertNothingRefused();
    }

    /** [45] Gemini says STOP when it calls. */
    @Test
    void aStreamedCallEndsAsOne() {
        List<JsonNode> chunks =
                chunks(gateway.chat(weather("flash").put("stream", true).toString()));
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
        assertThat(chunks)
                .anyMatch(
                        chunk -> chunk.at("/choices/0/delta/tool_calls/0/index").asInt() == 1);
    }

    @Test
    void aNumberThatHadToBeATextComesBackAsANumber() {
        ObjectNode request = asking("two", "What is the weather in Paris?");
        ObjectNode function =
                request.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "weather").putObject("parameters").put("type", "object");
        ObjectNode days = function.withObject("/parameters/properties/days").put("type", "integer");
        days.putArray("enum").add(3).add(7);
        String arguments = message(answered(request))
                .at("/tool_calls/0/function/arguments")
                .asText();
        assertThat(arguments).isEqualTo("{\"days\":3}");
        assertThat(vertex.last()
                        .json()
                        .at("/tools/0/functionDeclarations/0/parameters/properties/days/enum/0")
                        .asText())
                .isEqualTo("3");
    }

    @Test
    void severalChoicesComeWholeAndStreamed() {
        ObjectNode request = asking("flash", "Hi there").put("n", 3);
        assertThat(answered(request).path("choices").findValuesAsText("index")).containsExactly("0", "1", "2");
        List<JsonNode> chunks = chunks(gateway.chat(request.put("stream", true).toString()));
        for (int index = 0; index < 3; index++) {
            int choice = index;
            List<JsonNode> own = chunks.stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(of -> of.path("index").asInt() == choice)
                    .toList();
            assertThat(own.stream().filter(of -> of.path("delta").has("role"))).hasSize(1);
            assertThat(String.join(
                            "",
                            own.stream()
                                    .map(of -> of.at("/delta/content").asText())
                                    .toList()))
                    .isEqualTo("Echo: Hi there");
            assertThat(own.get(own.size() - 1).path("finish_reason").asText()).isEqualTo("stop");
        }
    }

    /** Claude has no choices and no logprobs: nobody asks it. */
    @Test
    void aTargetThatCanNotServeARequestIsPassedOver() {
        ObjectNode request = asking("claude-first", "Hi").put("n", 2);
        HttpResponse<String> answer = gateway.chat(request.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(parsed(answer.body()).path("choices")).hasSize(2);
        assertThat(answer.headers().firstValue("x-provider")).contains("vertex");
        assertThat(bedrock.received()).isEmpty();
    }

    @Test
    void thoughtsAreShownToWhoAsksForThem() {
        JsonNode answer = answered(asking("flash", "Hi").put("reasoning_effort", "low"));
        assertThat(message(answer).path("reasoning_content").asText()).isEqualTo("Let me think. ");
        assertThat(message(answer).path("content").asText()).isEqualTo("Echo: Hi");
        assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(5);
    }

    /** [35] */
    @Test
    void aBlockedPromptIsAnAnswer() {
        vertex.enqueue(
                Reply.json(
                        200,
                        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":9,\"totalTokenCount\":9}}"));
        JsonNode answer = answered(asking("flash", "Hi"));
        assertThat(answer.path("choices")).hasSize(1);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(message(answer).path("refusal").asText()).isEqualTo("blocked: SAFETY");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(9);
    }

    /** [28] */
    @Test
    void theTimeToWaitIsTakenFromTheDetails() {
        vertex.enqueue(Reply.json(
                429,
                "{\"error\":{\"code\":429,\"message\":\"Resource exhausted.\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":"
                        + "[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"12.3s\"}]}}"));
        HttpResponse<String> answer = gateway.chat(asking("limited", "Hi").toString());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("13");
    }

    @Test
    void aStreamThatBreaksNeverEndsWell() {
        vertex.enqueue(vertex.stream("One ", "two ", "three").cutAfterContents(2, Reply.Ending.END));
        HttpResponse<String> answer =
                gateway.chat(asking("flash", "Hi").put("stream", true).toString());
        assertThat(answer.body()).contains("\"error\"").doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
    }

    private static ObjectNode asking(String model, String text) {
        ObjectNode request = JSON.createObjectNode().put("model", model);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    private static ObjectNode weather(String model) {
        ObjectNode request = asking(model, "What is the weather in Rome and Paris?");
        ObjectNode function =
                request.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "get_weather").putObject("parameters").put("type", "object");
        function.withObject("/parameters/properties/city").put("type", "string");
        return request;
    }

    /** The request with the assistant's calls and their results, the last first. */
    private static ObjectNode goOn(ObjectNode request, JsonNode called) {
        ObjectNode next = request.deepCopy();
        ArrayNode messages = next.withArray("messages").add(called);
        for (int i = called.path("tool_calls").size() - 1; i >= 0; i--) {
            JsonNode call = called.path("tool_calls").get(i);
            boolean rome = call.at("/function/arguments").asText().contains("Rome");
            messages.addObject()
                    .put("role", "tool")
                    .put("content", rome ? "20 °C" : "12 °C")
                    .set("tool_call_id", call.get("id"));
        }
        return next;
    }

    private static JsonNode answered(ObjectNode request) {
        HttpResponse<String> answer = gateway.chat(request.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parsed(answer.body());
    }

    private static JsonNode message(JsonNode answer) {
        return answer.at("/choices/0/message");
    }

    private static List<JsonNode> chunks(HttpResponse<String> answer) {
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> parsed(line.substring(6)))
                .toList();
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException notJson) {
            throw new IllegalStateException(json, notJson);
        }
    }
}
