package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.LegalResponseStream;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bugs of others that concern {@code /v1/responses}, by the numbers of their table in wire.md, section 16. */
class TranslationCasesOfResponsesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              native: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              nova: {default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-lite-v1:0}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
            providers:
              openai: {breaker: {window: 1000, minimum_calls: 1000}}
              anthropic: {breaker: {window: 1000, minimum_calls: 1000}}
              bedrock: {breaker: {window: 1000, minimum_calls: 1000}}
              vertex: {breaker: {window: 1000, minimum_calls: 1000}}
            """;
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

    @ParameterizedTest
    @DisplayName(
            "18: a stream that dies in the middle: response.failed with the response so far, and nothing behind it")
    @CsvSource({
        "native, RESET",
        "native, HANG_UP",
        "native, END",
        "claude, RESET",
        "claude, END",
        "nova, RESET",
        "gemini, END"
    })
    void case18(String model, Reply.Ending ending) {
        FakeProvider fake = provider(model);
        fake.enqueue(stream(model).cutAfterContents(1, ending));
        HttpResponse<String> answer = ask(model, ",\"stream\":true");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertFailed(answer.body(), model, "provider_invalid_response");
    }

    @ParameterizedTest
    @DisplayName("18: a provider that says itself in the middle that it failed: the same")
    @ValueSource(strings = {"native", "claude", "nova"})
    void case18SaidByTheProvider(String model) {
        FakeProvider fake = provider(model);
        Reply.Frame error = model.equals("native")
                ? Reply.Frame.of(
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"The server had an"
                                + " error.\",\"param\":null,\"sequence_number\":7}\n\n")
                : fake.errorFrame();
        fake.enqueue(stream(model).keepingContents(1).followedBy(error));
        assertFailed(ask(model, ",\"stream\":true").body(), model, "provider_unavailable");
    }

    @ParameterizedTest
    @DisplayName("40: the model stops at its limit: status incomplete, 200")
    @CsvSource({"native, false", "native, true", "claude, false", "claude, true", "nova, false", "gemini, true"})
    void case40(String model, boolean stream) throws IOException {
        HttpResponse<String> answer = gateway.post(
                "/v1/responses",
                "{\"model\":\"" + model + "\",\"max_output_tokens\":16,\"stream\":" + stream + ",\"input\":\""
                        + "word ".repeat(40) + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode response = stream
                ? LegalResponseStream.check(LegalResponseStream.events(answer.body()))
                : JSON.readTree(answer.body());
        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(16);
        FAKES.assertTreatedWell();
    }

    private static void assertFailed(String body, String model, String code) {
        List<JsonNode> events = LegalResponseStream.events(body);
        JsonNode response = LegalResponseStream.check(events);
        assertThat(response.path("status").asText()).isEqualTo("failed");
        assertThat(response.path("model").asText()).isEqualTo(model);
        assertThat(response.at("/error/code").asText()).as(response.toString()).isEqualTo(code);
        assertThat(response.path("id")).isEqualTo(events.get(0).at("/response/id"));
        assertThat(body).contains("one ").doesNotContain("[DONE]", "response.completed");
    }

    private static Reply stream(String model) {
        return model.equals("native")
                ? FAKES.openai.responseStream("one ", "two ")
                : provider(model).stream("one ", "two ");
    }

    private static FakeProvider provider(String model) {
        return switch (model) {
            case "native" -> FAKES.openai;
            case "claude" -> FAKES.anthropic;
            case "nova" -> FAKES.bedrock;
            default -> FAKES.vertex;
        };
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.post("/v1/responses", "{\"model\":\"" + model + "\",\"input\":\"Hi\"" + more + "}");
    }
}
