package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeBedrock;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Bedrock's other families need beyond a body: where they are asked, and who is asked in their place. */
class ConverseFamiliesRoadTest {
    private static final String MAPPING = """
            model_mappings:
              llama: {default_provider: bedrock, providers: {bedrock: {model: us.meta.llama3-3-70b-instruct-v1:0}}}
              mistral: {default_provider: bedrock, providers: {bedrock: {model: mistral.mistral-large-2407-v1:0}}}
              profile: {default_provider: bedrock, providers: {bedrock: {model: "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"}}}
              weak: {default_provider: bedrock, providers: {bedrock: {model: amazon.titan-text-express-v1}, openai: {model: gpt-4o}}}
              guarded: {default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-lite-v1:0, guardrail: {id: gr1, version: "2", trace: enabled, stream_processing_mode: async}}}}
            """;
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\"}}}],";
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
    @ValueSource(strings = {"llama", "mistral"})
    void toolsThatConverseDoesNotStreamComeAsAStreamAllTheSame(String model) {
        HttpResponse<String> answer =
                ask(model, TOOLS + "\"stream\":true,\"stream_options\":{\"include_usage\":true},");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        List<String> events =
                answer.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(events.get(0)).contains("\"role\":\"assistant\"");
        assertThat(answer.body()).contains("\"name\":\"get_weather\"").contains("\"finish_reason\":\"tool_calls\"");
        assertThat(events.get(events.size() - 2)).contains("\"prompt_tokens\"");
        assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
        assertThat(FAKES.bedrock.last().path()).endsWith("/converse");
        FAKES.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral"})
    void withoutToolsTheyStream(String model) {
        assertThat(ask(model, "\"stream\":true,").body()).endsWith("data: [DONE]\n\n");
        assertThat(FAKES.bedrock.last().path()).endsWith("/converse-stream");
        FAKES.assertTreatedWell();
    }

    @Test
    void anInferenceProfilesArnIsOneSegmentOfThePath() {
        assertThat(ask("profile", "").statusCode()).isEqualTo(200);
        assertThat(FAKES.bedrock.last().path())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile"
                        + "%2Fus.amazon.nova-lite-v1%3A0/converse");
        FAKES.assertTreatedWell();
    }

    @Test
    void aModelWithoutToolsIsPassedOverForOneThatHasThem() {
        HttpResponse<String> answer = ask("weak", TOOLS);
        assertThat(answer.headers().firstValue("X-Provider")).contains("openai");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
        assertThat(FAKES.bedrock.received()).isEmpty();
    }

    @Test
    void aGuardrailComesFromTheMappingAndItsVerdictIsAFilters() {
        assertThat(ask("guarded", "").statusCode()).isEqualTo(200);
        assertThat(FAKES.bedrock.last().json().path("guardrailConfig"))
                .hasToString("{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"2\",\"trace\":\"enabled\"}");
        assertThat(ask("guarded", "\"stream\":true,").body()).contains("[DONE]");
        assertThat(FAKES.bedrock.last().json().at("/guardrailConfig/streamProcessingMode"))
                .hasToString("\"async\"");
        FAKES.assertTreatedWell();
    }

    @Test
    void aBedrockApiKeyGoesInsteadOfASignature() {
        try (FakeBedrock bedrock = FakeBedrock.startWithApiKey();
                RunningGateway other = RunningGateway.start(MAPPING, bedrock.environment())) {
            String body = "{\"model\":\"llama\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
            assertThat(other.chat(body).statusCode()).isEqualTo(200);
            bedrock.assertNothingRefused();
        }
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat("{\"model\":\"" + model + "\"," + more
                + "\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather in Sur?\"}]}");
    }
}
