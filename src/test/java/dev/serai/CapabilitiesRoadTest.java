package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mapping says of a model that the catalogue does not have, over the dialects. */
class CapabilitiesRoadTest {
    private static final String MAPPING = """
            model_mappings:
              openai: {capabilities: [streaming], providers: {openai: {model: house-model}}}
              anthropic: {capabilities: [streaming], providers: {anthropic: {model: house-model}}}
              bedrock: {capabilities: [streaming], providers: {bedrock: {model: house.model-v1:0}}}
              vertex: {capabilities: [streaming], providers: {vertex: {model: gemini-of-the-house}}}
              ibm: {capabilities: [streaming], providers: {ibm: {model: house/model}}}
              oracle: {capabilities: [streaming], providers: {oracle: {model: house.model}}}
              without-chat: {capabilities: [tools, json_schema], providers: {ibm: {model: ibm/granite-13b-chat-v2}}}
              thinker: {providers: {vertex: {model: gemini-2.5-flash}}}
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
    @ValueSource(strings = {"openai", "anthropic", "bedrock", "vertex", "ibm", "oracle"})
    void aModelIsNotAskedForWhatTheMappingDoesNotName(String model) {
        HttpResponse<String> tools = gateway.chat("""
                {"model":"%s","messages":[{"role":"user","content":"Hi"}],
                 "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{}}}}]}
                """.formatted(model));
        assertThat(tools.statusCode()).as(tools.body()).isEqualTo(400);
        assertThat(tools.body()).contains("\"unsupported_parameter\"", "\"param\":\"tools\"");
        HttpResponse<String> picture = gateway.chat("""
                {"model":"%s","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}]}
                """.formatted(model));
        assertThat(picture.statusCode()).as(picture.body()).isEqualTo(400);
        assertThat(FAKES.calls()).isZero();
    }

    /** Whatever the mapping says, a prompt has no place for them: {@code text/generation} of watsonx.ai. */
    @ParameterizedTest
    @ValueSource(strings = {"look", "f"})
    void aModelWithoutChatCallsNoTools(String name) {
        HttpResponse<String> answer = gateway.chat("""
                {"model":"without-chat","messages":[{"role":"user","content":"Hi"}],
                 "tools":[{"type":"function","function":{"name":"%s"}}]}
                """.formatted(name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"unsupported_parameter\"", "\"param\":\"tools\"");
        assertThat(FAKES.calls()).isZero();
    }

    @Test
    void aModelWithoutChatIsHeldToNoSchema() {
        HttpResponse<String> answer = gateway.chat("""
                {"model":"without-chat","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema",
                 "json_schema":{"name":"a","schema":{"type":"object","properties":{"a":{"type":"string"}}}}}}
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"unsupported_value\"", "\"param\":\"response_format\"");
        assertThat(FAKES.calls()).isZero();
    }

    /** It thinks unasked, and draws its tokens all the same. */
    @Test
    void aGeminiThatThinksHasATemperatureAtSmallLimits() {
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"thinker\",\"max_tokens\":100,\"temperature\":0.5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params").orElse("")).doesNotContain("temperature");
        assertThat(FAKES.vertex.last().text()).contains("\"temperature\":0.5");
    }
}
