package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.fakes.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the mapping's transformations change of requests and answers, on the shipped routes. */
class TransformationsRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final FakeOpenAi OPENAI = FAKES.openai;
    private static final String MAPPING = """
            model_mappings:
              changed: {providers: {openai: {model: gpt-4o, transformation: t}}}
              of-gemini: {providers: {vertex: {model: gemini-2.5-flash, transformation: t}}}
              plain: {providers: {openai: {model: gpt-4o}}}
            transformations:
              t:
                - inject_system_message: "First."
                - inject_system_message: "Second."
                  parameter_defaults: {temperature: 0.5, max_tokens: 77}
                - strip_prefix: "<|channel|>final<|message|>"
                  parameter_overrides: {top_p: 0.25}
                - strip_prefix: "Answer: "
            """;
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

    @Test
    void aRequestGetsItsSystemMessagesOverridesAndDefaults() {
        ask("changed", ",\"top_p\":1");
        JsonNode sent = OPENAI.last().json();
        assertThat(sent.path("messages").findValuesAsText("content")).containsExactly("First.", "Second.", "Hello");
        assertThat(sent.path("messages").findValuesAsText("role")).containsExactly("system", "system", "user");
        assertThat(sent.path("temperature").asText()).isEqualTo("0.5");
        assertThat(sent.path("top_p").asText()).isEqualTo("0.25");
        ask("changed", ",\"temperature\":1,\"max_completion_tokens\":50");
        JsonNode said = OPENAI.last().json();
        assertThat(said.path("temperature").asInt()).as("the client's own").isEqualTo(1);
        assertThat(said.toString()).contains("50").doesNotContain("77");
        FAKES.assertTreatedWell();
        ask("plain", ",\"top_p\":1");
        assertThat(OPENAI.last().text()).doesNotContain("First.", "0.25");
    }

    @Test
    void anAnswerLosesItsPrefixes() throws Exception {
        OPENAI.enqueue(
                OPENAI.text("<|channel|>final<|message|>Answer: 42"),
                OPENAI.text("Answer: 42"),
                OPENAI.text("42 <|channel|>final<|message|>"),
                OPENAI.text("<|channel|>"));
        assertThat(content(ask("changed", ""))).isEqualTo("42");
        assertThat(content(ask("changed", ""))).isEqualTo("42");
        assertThat(content(ask("changed", ""))).isEqualTo("42 <|channel|>final<|message|>");
        assertThat(content(ask("changed", ""))).isEqualTo("<|channel|>");
        OPENAI.enqueue(OPENAI.text("Answer: 42"));
        assertThat(content(ask("plain", ""))).isEqualTo("Answer: 42");
    }

    @Test
    void aStreamLosesThemHoweverItComesInPieces() throws Exception {
        String whole = "<|channel|>final<|message|>Answer: It is 42.";
        for (int size : new int[] {1, 3, 7, 40, 100}) {
            OPENAI.enqueue(OPENAI.stream(whole.split("(?<=\\G.{" + size + "})")));
            assertThat(streamed("changed")).isEqualTo("It is 42.");
        }
        OPENAI.enqueue(OPENAI.stream("<|chan", "nel|>other"));
        assertThat(streamed("changed")).isEqualTo("<|channel|>other");
        OPENAI.enqueue(OPENAI.stream("<|chan"));
        assertThat(streamed("changed")).as("a prefix that never came whole").isEqualTo("<|chan");
        FAKES.vertex.enqueue(FAKES.vertex.stream("<|channel|>final", "<|message|>It is ", "42."));
        assertThat(streamed("of-gemini")).isEqualTo("It is 42.");
    }

    @Test
    void otherEndpointsThatGoOverAChatAreChangedToo() {
        OPENAI.enqueue(OPENAI.text("<|channel|>final<|message|>42"));
        HttpResponse<String> messages = gateway.post(
                "/v1/messages",
                "{\"model\":\"changed\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(messages.body()).contains("\"text\":\"42\"");
        assertThat(OPENAI.last().text()).contains("First.");
    }

    @Test
    void whatWouldMakeNoRequestRefusesTheStart() {
        assertRefused("t: [{parameter_overrides: {temperature: warm}}]", "temperature");
        assertRefused("t: [{parameter_overrides: {model: gpt-5}}]", "\"model\" is no parameter");
        assertRefused("t: [{parameter_default: {top_p: 1}}]", "unknown key");
    }

    private static void assertRefused(String transformation, String problem) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> RunningGateway.start("transformations: {" + transformation + "}", Map.of())
                        .close())
                .withMessageContaining(problem);
    }

    private static HttpResponse<String> ask(String model, String more) {
        HttpResponse<String> answer =
                gateway.chat(RescuedText.body(model, false, more).replace("Say it.", "Hello"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String content(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body()).at("/choices/0/message/content").asText();
    }

    private static String streamed(String model) throws Exception {
        HttpResponse<String> answer = gateway.chat(RescuedText.body(model, true, ""));
        List<String> reasons = new ArrayList<>();
        RescuedText.events(answer).forEach(event -> {
            if (event.at("/choices/0/finish_reason").isTextual()) {
                reasons.add(event.at("/choices/0/finish_reason").asText());
            }
        });
        assertThat(reasons).as(answer.body()).containsExactly("stop");
        return RescuedText.text(RescuedText.events(answer));
    }
}
