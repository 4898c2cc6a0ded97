package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same question to each of the three, over the shipped routes, whole and as a stream. */
class ThreeProvidersTest {
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              at-anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-3-5-sonnet-20241022}}}
              at-bedrock: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
            """;
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeAnthropic ANTHROPIC = FakeAnthropic.start();
    private static final FakeBedrock BEDROCK = FakeBedrock.start();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>();
        for (FakeProvider fake : new FakeProvider[] {OPENAI, ANTHROPIC, BEDROCK}) {
            variables.putAll(fake.environment());
        }
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
        ANTHROPIC.close();
        BEDROCK.close();
    }

    @AfterEach
    void nobodyWasTreatedBadly() {
        OPENAI.assertNothingRefused();
        ANTHROPIC.assertNothingRefused();
        BEDROCK.assertNothingRefused();
        OPENAI.assertNoForeignCredentials(ANTHROPIC, BEDROCK);
        ANTHROPIC.assertNoForeignCredentials(OPENAI, BEDROCK);
        BEDROCK.assertNoForeignCredentials(OPENAI, ANTHROPIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "bedrock"})
    void aWholeAnswer(String provider) {
        HttpResponse<String> answer = gateway.chat(request(provider, false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains(provider);
        assertThat(answer.body())
                .contains("\"object\":\"chat.completion\"")
                .contains("\"model\":\"at-" + provider + "\"")
                .contains("\"prompt_tokens\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "bedrock"})
    void aStream(String provider) {
        HttpResponse<String> answer = gateway.chat(request(provider, true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"model\":\"at-" + provider + "\"")
                .contains("\"finish_reason\":\"stop\"")
                .contains("\"choices\":[],")
                .endsWith("data: [DONE]\n\n");
    }

    private static String request(String provider, boolean stream) {
        return "{\"model\":\"at-" + provider + "\",\"max_tokens\":100,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hello\"}]"
                + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "") + "}";
    }
}
