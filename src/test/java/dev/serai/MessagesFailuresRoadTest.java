package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.LegalMessages;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of POST /v1/messages are told when providers fail; a gateway each, since failures are remembered. */
class MessagesFailuresRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              both:
                default_provider: openai
                providers: {openai: {model: gpt-4o}, bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}
            routing:
              fallback: {enabled: true, providers: [openai, bedrock], max_attempts: 2}
            """;

    private ProviderFakes fakes;
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING, fakes.environment());
    }

    @AfterEach
    void stop() {
        gateway.close();
        fakes.close();
    }

    @Test
    void aStreamThatFailsBeforeItsFirstEventTurnsToTheNextProvider() throws IOException {
        fakes.openai.always(Reply.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"server_error\"}}"));
        HttpResponse<String> answer = post(streaming("both", "Say this"));
        LegalMessages.check(answer.body());
        assertThat(answer.headers().firstValue("X-Provider")).contains("bedrock");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, invalid_request_error",
        "401, 502, api_error",
        "429, 429, rate_limit_error",
        "503, 529, overloaded_error",
    })
    void aProvidersErrorsAreTold(int status, int told, String type) throws IOException {
        fakes.openai.always(
                Reply.json(status, "{\"error\":{\"message\":\"What.\",\"type\":\"some_error\",\"code\":null}}"));
        HttpResponse<String> answer = post(saying("gpt", "Say this"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(told);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.fieldNames()).toIterable().containsExactly("type", "error", "request_id");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("request-id").orElse(""));
    }

    private HttpResponse<String> post(String body) {
        return gateway.post("/v1/messages", body);
    }

    private static String saying(String model, String text) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static String streaming(String model, String text) {
        return saying(model, text).replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    }
}
