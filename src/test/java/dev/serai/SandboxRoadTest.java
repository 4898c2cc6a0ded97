package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's first requests, against the sandbox alone. */
class SandboxRoadTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theFirstCurlAnswers() {
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"content\":\"Hello\"");
        assertThat(answer.headers().firstValue("x-provider")).contains("sandbox");
        assertThat(answer.headers().firstValue("x-attempts")).contains("1");
    }

    @Test
    void aStreamEndsWithDone() {
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"sandbox-echo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello you\"}]}");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body()).contains("\"content\":\"Hello \"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aBrokenStreamEndsWithAnErrorEventAndWithoutDone() {
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"sandbox-broken\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.body())
                .contains("data: {\"error\":{")
                .contains("provider_invalid_response")
                .doesNotContain("[DONE]");
    }

    @Test
    void anUnknownModelIs404() {
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"no-such\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"model_not_found\"");
    }

    @Test
    void anUnconfiguredProviderSaysWhatItNeeds() {
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("provider_unconfigured").contains("OPENAI_API_KEY");
    }

    @Test
    void healthReadinessModelsAndMetricsAnswer() {
        assertThat(gateway.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(gateway.get("/ready").body())
                .contains("\"status\":\"ready\"")
                .contains("OPENAI_API_KEY");
        assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"claude-3-haiku\"");
        assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"sandbox-echo\"");
        assertThat(gateway.get("/v1/models/gpt-4o").body())
                .contains("\"object\":\"model\"")
                .contains("\"pricing\":{\"currency\":\"USD\",\"per_tokens\":1000000,\"input\":2.5,\"output\":10,");
        assertThat(gateway.get("/v1/models/none").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_streams_active");
    }
}
