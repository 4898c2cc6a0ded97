package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/completions through the shipped routes, against strict fakes. */
class CompletionsRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              instruct: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo-instruct}}}
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              nova: {default_provider: bedrock, providers: {bedrock: {model: "us.amazon.nova-pro-v1:0"}}}
              titan: {default_provider: bedrock, providers: {bedrock: {model: amazon.titan-text-express-v1}}}
              llama: {default_provider: bedrock, providers: {bedrock: {model: "us.meta.llama3-3-70b-instruct-v1:0"}}}
              mistral: {default_provider: bedrock, providers: {bedrock: {model: "mistral.mistral-7b-instruct-v0:2"}}}
              cohere: {default_provider: bedrock, providers: {bedrock: {model: cohere.command-text-v14}}}
              guarded: {default_provider: bedrock, providers: {bedrock: {model: amazon.titan-text-express-v1, guardrail: {id: abc123, version: "1", trace: enabled_full}}}}
              granite: {default_provider: ibm, providers: {ibm: {model: ibm/granite-13b-instruct-v2}}}
              embed: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
            providers:
              bedrock: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
            """;

    private static ProviderFakes fakes;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING, fakes.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fakes.close();
    }

    @BeforeEach
    void forget() {
        fakes.reset();
    }

    @Test
    void anInstructModelGetsTheBytesAsTheyAreButForTheModel() throws IOException {
        String body =
                "{\"prompt\" : \"Once upon\",\"model\":\"instruct\", \"temperature\": 1.10, \"logprobs\":0,\"best_of\":2}";
        JsonNode answer = good(body);
        assertThat(fakes.openai.last().target()).isEqualTo("/v1/completions");
        assertThat(fakes.openai.last().text()).isEqualTo(body.replace("\"instruct\"", "\"gpt-3.5-turbo-instruct\""));
        assertThat(answer.path("model").asText()).isEqualTo("instruct");
        assertThat(text(answer, 0)).isEqualTo("Echo: Once upon");
        fakes.assertTreatedWell();
    }

    @Test
    void anInstructModelRepeatsItsPromptInAStreamToo() throws IOException {
        HttpResponse<String> answer =
                post("{\"model\":\"instruct\",\"prompt\":\"Once\",\"echo\":true,\"stream\":true}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        StringBuilder text = new StringBuilder();
        chunks(answer.body()).forEach(chunk -> text.append(text(chunk, 0)));
        assertThat(text.toString()).isEqualTo("OnceEcho: Once");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        fakes.assertTreatedWell();
    }

    @Test
    void anInstructModelTakesTokensAndSeveralPromptsAtOnce() throws IOException {
        assertThat(text(good("{\"model\":\"instruct\",\"prompt\":[1,2]}"), 0)).isEqualTo("Echo: [1,2]");
        JsonNode answer = good("{\"model\":\"instruct\",\"prompt\":[\"one\",\"two\"]}");
        assertThat(text(answer, 1)).isEqualTo("Echo: two");
        assertThat(fakes.openai.received()).hasSize(2);
    }

    /** OpenAI then begins with the text that it takes for a document's beginning. */
    @Test
    void anInstructModelTakesNoPrompt() throws IOException {
        String body = "{\"model\":\"instruct\",\"prompt\":null}";
        assertThat(text(good(body), 0)).isEqualTo("Echo: <|endoftext|>");
        assertThat(fakes.openai.last().text()).isEqualTo(body.replace("\"instruct\"", "\"gpt-3.5-turbo-instruct\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"instruct", "gpt", "claude", "nova", "titan", "llama", "mistral", "cohere", "granite"})
    void completes(String model) throws IOException {
        JsonNode answer = good("{\"model\":\"" + model + "\",\"prompt\":\"Say this\",\"temperature\":1}");
        assertThat(answer.path("id").asText()).startsWith("cmpl-");
        assertThat(answer.path("object").asText()).isEqualTo("text_completion");
        assertThat(answer.path("model").asText()).isEqualTo(model);
        assertThat(answer.path("choices")).hasSize(1);
        assertThat(text(answer, 0)).isEqualTo("Echo: Say this");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(10);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"instruct", "gpt", "claude", "nova", "titan", "llama", "mistral", "cohere", "granite"})
    void stopsAfterSixteenTokensUnlessToldOtherwise(String model) throws IOException {
        String prompt = "w ".repeat(30).strip();
        JsonNode answer = good("{\"model\":\"" + model + "\",\"prompt\":\"" + prompt + "\"}");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instruct", "gpt", "claude", "nova", "titan", "llama", "mistral", "cohere", "granite"})
    void streams(String model) throws IOException {
        HttpResponse<String> answer = post("{\"model\":\"" + model
                + "\",\"prompt\":\"Say this\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks = chunks(answer.body());
        StringBuilder text = new StringBuilder();
        List<String> reasons = new ArrayList<>();
        for (JsonNode chunk : chunks) {
            assertThat(chunk.path("object").asText()).isEqualTo("text_completion");
            assertThat(chunk.path("model").asText()).isEqualTo(model);
            assertThat(chunk.path("id").asText())
                    .isEqualTo(chunks.get(0).path("id").asText());
            text.append(chunk.at("/choices/0/text").asText());
            if (chunk.at("/choices/0/finish_reason").isTextual()) {
                reasons.add(chunk.at("/choices/0/finish_reason").asText());
            }
        }
        assertThat(text).hasToString("Echo: Say this");
        assertThat(reasons).containsExactly("stop");
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/total_tokens").asInt()).isEqualTo(13);
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"instruct", "gpt", "claude", "nova", "titan", "llama", "mistral", "cohere", "granite"})
    void withoutAskingThereIsNoUsageChunk(String model) throws IOException {
        HttpResponse<String> answer = post("{\"model\":\"" + model + "\",\"prompt\":\"Say this\",\"stream\":true}");
        assertThat(chunks(answer.body()))
                .allSatisfy(chunk -> assertThat(chunk.path("choices")).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "claude", "titan"})
    void aStreamThatBreaksSaysSo(String model) {
        fakes.all().forEach(fake -> fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.RESET)));
        if (model.equals("titan")) {
            fakes.bedrock.always(fakes.bedrock
                    .invokeStream("amazon.titan-text-express-v1", "one ", "two ")
                    .cutAfterContents(1, Reply.Ending.RESET));
        }
        HttpResponse<String> answer = post("{\"model\":\"" + model + "\",\"prompt\":\"Say this\",\"stream\":true}");
        assertThat(answer.body())
                .contains("\"text\":\"one \"")
                .contains("data: {\"error\":")
                .doesNotContain("[DONE]");
    }

    @Test
    void anExceptionInAnInvokeStreamIsTheProvidersError() {
        fakes.bedrock.always(fakes.bedrock
                .invokeStream("amazon.titan-text-express-v1", "one ", "two ")
                .keepingContents(1)
                .followedBy(fakes.bedrock.exceptionFrame("throttlingException", "Too many tokens")));
        HttpResponse<String> answer = post("{\"model\":\"titan\",\"prompt\":\"Say this\",\"stream\":true}");
        assertThat(answer.body())
                .contains("\"text\":\"one \"")
                .contains("\"code\":\"provider_rate_limited\"")
                .doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "claude", "titan", "llama"})
    void severalPromptsAreSeveralCalls(String model) throws IOException {
        JsonNode answer = good(
                "{\"model\":\"" + model + "\",\"prompt\":[\"one\",\"two\",\"three\"],\"echo\":true,\"max_tokens\":20}");
        assertThat(answer.path("choices")).hasSize(3);
        assertThat(text(answer, 0)).isEqualTo("oneEcho: one");
        assertThat(text(answer, 2)).isEqualTo("threeEcho: three");
        assertThat(answer.at("/choices/2/index").asInt()).isEqualTo(2);
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(27);
        assertThat(fakes.calls()).isEqualTo(3);
        fakes.assertTreatedWell();
    }

    @Test
    void overChatALimitIsAlwaysSent() throws IOException {
        good("{\"model\":\"gpt\",\"prompt\":\"Say this\",\"stop\":[\"x\"],\"seed\":7,\"user\":\"u\"}");
        JsonNode sent = fakes.openai.last().json();
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(16);
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Say this");
        assertThat(sent.at("/stop/0").asText()).isEqualTo("x");
        assertThat(sent.path("seed").asInt()).isEqualTo(7);
    }

    @Test
    void bedrockGetsTheRawText() throws IOException {
        good("{\"model\":\"llama\",\"prompt\":\"<|begin|>raw\",\"temperature\":1.7,\"seed\":3}");
        ReceivedCall call = fakes.bedrock.last();
        assertThat(call.target()).isEqualTo("/model/us.meta.llama3-3-70b-instruct-v1%3A0/invoke");
        assertThat(call.json().path("prompt").asText()).isEqualTo("<|begin|>raw");
        assertThat(call.json().path("temperature").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bedrockGetsTheGuardrailOfTheEntry(boolean stream) {
        assertThat(post("{\"model\":\"guarded\",\"prompt\":\"Say this\",\"stream\":" + stream + "}")
                        .statusCode())
                .isEqualTo(200);
        ReceivedCall guarded = fakes.bedrock.last();
        assertThat(guarded.header("X-Amzn-Bedrock-GuardrailIdentifier")).isEqualTo("abc123");
        assertThat(guarded.header("X-Amzn-Bedrock-GuardrailVersion")).isEqualTo("1");
        assertThat(guarded.header("X-Amzn-Bedrock-Trace")).isEqualTo("ENABLED_FULL");
        post("{\"model\":\"titan\",\"prompt\":\"Say this\"}");
        assertThat(fakes.bedrock.last().header("X-Amzn-Bedrock-GuardrailIdentifier"))
                .isNull();
        fakes.assertTreatedWell();
    }

    @Test
    void aTooLongPromptIsBlamedOnThePrompt() throws IOException {
        fakes.anthropic.always(
                Reply.json(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long\"}}"));
        HttpResponse<String> answer = post("{\"model\":\"claude\",\"prompt\":\"a\"}");
        assertThat(error(answer).path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(error(answer).path("param").asText()).isEqualTo("prompt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"gpt"}                                             | prompt       | missing_required_parameter
            {"model":"instruct"}                                        | prompt       | missing_required_parameter
            {"model":"gpt","prompt":null}                               | prompt       | unsupported_value
            {"model":"titan","prompt":null,"stream":true}               | prompt       | unsupported_value
            {"model":"gpt","prompt":7}                                  | prompt       | invalid_type
            {"model":"gpt","prompt":[]}                                 | prompt       | empty_array
            {"model":"gpt","prompt":[["a"]]}                            | prompt[0][0] | invalid_type
            {"model":"gpt","prompt":["a",["b"]]}                        | prompt[1]    | invalid_type
            {"model":"gpt","prompt":[-1]}                               | prompt[0]    | integer_below_min_value
            {"model":"gpt","prompt":"a","n":3,"best_of":2}              | best_of      | invalid_value
            {"model":"gpt","prompt":"a","best_of":2,"stream":true}      | best_of      | invalid_value
            {"model":"gpt","prompt":"a","best_of":21}                   | best_of      | integer_above_max_value
            {"model":"gpt","prompt":"a","echo":true,"stream":true}      | echo         | unsupported_value
            {"model":"titan","prompt":"a","echo":true,"stream":true}    | echo         | unsupported_value
            {"model":"gpt","prompt":"a","logprobs":6}                   | logprobs     | integer_above_max_value
            {"model":"gpt","prompt":"a","temperature":2.1}              | temperature  | decimal_above_max_value
            {"model":"gpt","prompt":"a","suffix":"b"}                   | suffix       | unsupported_parameter
            {"model":"gpt","prompt":"a","best_of":2}                    | best_of      | unsupported_parameter
            {"model":"gpt","prompt":"a","logprobs":0}                   | logprobs     | unsupported_parameter
            {"model":"gpt","prompt":[1,2]}                              | prompt       | unsupported_value
            {"model":"gpt","prompt":["a","b"],"stream":true}            | prompt       | unsupported_value
            {"model":"claude","prompt":"a","n":2}                       | n            | unsupported_parameter
            {"model":"titan","prompt":"a","n":2}                        | n            | unsupported_parameter
            {"model":"llama","prompt":"a","stop":"x"}                   | stop         | unsupported_parameter
            {"model":"embed","prompt":"a"}                              | model        | unsupported_value
            """)
    void whatCantBeDoneIsRefusedAndSentNowhere(String body, String param, String code) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(error(answer).path("param").asText()).isEqualTo(param);
        assertThat(error(answer).path("code").asText()).isEqualTo(code);
        assertThat(fakes.calls()).isZero();
    }

    @Test
    void aMillionTokensAreTooMany() throws IOException {
        HttpResponse<String> answer = post("{\"model\":\"instruct\",\"prompt\":[" + "1,".repeat(600_000) + "1]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("param").asText()).isEqualTo("prompt");
        assertThat(post("{\"model\":\"instruct\",\"prompt\":[" + "1,".repeat(1_000_000) + "1]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(fakes.calls()).isZero();
    }

    @Test
    void anInstructModelHoldsNoConversation() throws IOException {
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"instruct\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("param").asText()).isEqualTo("model");
    }

    private static HttpResponse<String> post(String body) {
        return gateway.post("/v1/completions", body);
    }

    private static JsonNode good(String body) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<JsonNode> chunks(String stream) throws IOException {
        List<JsonNode> chunks = new ArrayList<>();
        for (String line : stream.lines().toList()) {
            if (line.startsWith("data: {")) {
                chunks.add(JSON.readTree(line.substring(6)));
            }
        }
        return chunks;
    }

    private static String text(JsonNode answer, int choice) {
        return answer.at("/choices/" + choice + "/text").asText();
    }

    private static JsonNode error(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).path("error");
    }
}
