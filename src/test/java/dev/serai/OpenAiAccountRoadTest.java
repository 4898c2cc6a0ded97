package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.ReceivedCall;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose organisation and project are billed is for OpenAI alone: a further server has a host of its own. */
class OpenAiAccountRoadTest {
    private static final String MAPPING = """
            model_mappings:
              ours: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              foreign: {default_provider: local, providers: {local: {model: qwen3}}}
              passed-on: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}, local: {model: qwen3}}}
            routing: {fallback: {enabled: true, providers: [openai, local], max_attempts: 1}}
            providers:
              local: {type: openai, base_url: "%s", api_key: "%s"}
            """;
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeOpenAi LOCAL = FakeOpenAi.start();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> environment = new HashMap<>(OPENAI.environment());
        environment.put("OPENAI_ORG_ID", "org-ours");
        environment.put("OPENAI_PROJECT_ID", "proj-ours");
        gateway = RunningGateway.start(MAPPING.formatted(LOCAL.baseUrl(), LOCAL.key()), environment);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
        LOCAL.close();
    }

    @BeforeEach
    void forget() {
        OPENAI.forget();
        LOCAL.forget();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/responses | \"input\":\"Hi\"",
            })
    void openAiIsToldAndNobodyElse(String path, String fields) {
        assertThat(ask(path, "ours", fields)).isEqualTo(200);
        ReceivedCall call = OPENAI.last();
        assertThat(call.headers("OpenAI-Organization")).containsExactly("org-ours");
        assertThat(call.headers("OpenAI-Project")).containsExactly("proj-ours");

        assertThat(ask(path, "foreign", fields)).isEqualTo(200);
        assertForeign(LOCAL.last());

        OPENAI.enqueue(OPENAI.error(500));
        assertThat(ask(path, "passed-on", fields)).isEqualTo(200);
        assertForeign(LOCAL.last());
        assertThat(LOCAL.received()).hasSize(2);
    }

    private static void assertForeign(ReceivedCall call) {
        assertThat(call.headers("OpenAI-Organization")).isEmpty();
        assertThat(call.headers("OpenAI-Project")).isEmpty();
        assertThat(call.contains("org-ours")).isFalse();
        assertThat(call.contains("proj-ours")).isFalse();
        assertThat(call.contains(OPENAI.key())).isFalse();
    }

    private static int ask(String path, String model, String fields) {
        return gateway.post(path, "{\"model\":\"" + model + "\"," + fields + "}")
                .statusCode();
    }
}
