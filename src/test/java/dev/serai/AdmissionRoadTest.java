package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes beyond {@code MAX_IN_FLIGHT}, on the shipped routes. */
class AdmissionRoadTest {
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @Test
    void isRefusedAtOnceWhileQuestionsAboutTheGatewayAreAnswered() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start();
                RunningGateway gateway = RunningGateway.start(variables(openai))) {
            CountDownLatch released = new CountDownLatch(1);
            openai.always(openai.text("late").after(released));
            List<CompletableFuture<HttpResponse<String>>> inFlight = IntStream.range(0, 2)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> gateway.chat(CHAT)))
                    .toList();
            openai.awaitCalls(2, Duration.ofSeconds(10));
            HttpResponse<String> refused = gateway.chat(CHAT);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("\"type\":\"overloaded_error\"").contains("\"code\":\"overloaded\"");
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(refused.headers().firstValue("connection"))
                    .as("many refusals want no new connection each")
                    .isEmpty();
            assertThat(refused.headers().firstValue("x-request-id")).isPresent();
            for (String path : List.of("/health", "/ready", "/v1/models")) {
                assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
            }
            for (String path : List.of("/providers/openai/models", "/bedrock/a", "/v1/bedrock/a", "/model/a/b")) {
                assertThat(gateway.get(path).body()).as(path).contains("overloaded");
            }
            assertThat(gateway.get("/metrics").body()).contains("ai_proxy_requests_in_flight 2");
            released.countDown();
            for (CompletableFuture<HttpResponse<String>> each : inFlight) {
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
            assertThat(gateway.chat(CHAT).statusCode())
                    .as("there is room again")
                    .isEqualTo(200);
            assertThat(openai.received()).hasSize(3);
        }
    }

    private static Map<String, String> variables(FakeOpenAi openai) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("MAX_IN_FLIGHT", "2");
        return variables;
    }
}
