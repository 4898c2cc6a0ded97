package dev.serai;

import static dev.serai.FaultRoad.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Too much at once: rows F40, F42 and F43 of the table of faults. Trials of a breaker one at a time are in
 * {@code providers.BreakerTrialsTest}, a thousand stuck requests in {@link SlowProviderLoadTest}, descriptors in
 * {@link FaultsOfDescriptorsTest}, shutdown (F34) in {@link ShutdownIT}.
 */
@Timeout(120)
class FaultsOfOverloadTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAPPING = """
            routing: {retry_budget: 10, fallback: {enabled: true, providers: [spare], max_attempts: 2}}
            model_mappings:
              f40: {default_provider: f40, providers: {f40: {model: f40}, spare: {model: spare}}}
              f40-only: {default_provider: f40, providers: {f40: {model: f40}}}
              fast: {default_provider: spare, providers: {spare: {model: spare}}}
              f42: {default_provider: f42, providers: {f42: {model: f42}}}
              f43: {default_provider: f43, providers: {f43: {model: f43}, spare: {model: spare}}}
            providers:
              spare: {type: openai, base_url: "${SPARE_URL}", api_key: "${SPARE_KEY}", health_probe: {enabled: false}}
              f40: {type: openai, base_url: "${FIRST_URL}", api_key: "${FIRST_KEY}", health_probe: {enabled: false}, max_concurrent: 20}
              f42: {type: openai, base_url: "${FIRST_URL}", api_key: "${FIRST_KEY}", health_probe: {enabled: false}, max_retries: 3, retry_delay: 1ms, breaker: {window: 1000, minimum_calls: 1000}}
              f43: {type: openai, base_url: "${FIRST_URL}", api_key: "${FIRST_KEY}", health_probe: {enabled: true, every: 1s}, breaker: {window: 2, minimum_calls: 2, open_for: 1s}}
            """;
    private static final FakeOpenAi FIRST = FakeOpenAi.start();
    private static final FakeOpenAi SPARE = FakeOpenAi.start();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = fresh();
    }

    private static RunningGateway fresh() {
        return RunningGateway.start(
                MAPPING,
                Map.of(
                        "FIRST_URL", FIRST.baseUrl(),
                        "FIRST_KEY", FIRST.key(),
                        "SPARE_URL", SPARE.baseUrl(),
                        "SPARE_KEY", SPARE.key()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FIRST.close();
        SPARE.close();
    }

    @BeforeEach
    void recover() {
        FIRST.recover();
        FIRST.forget();
        SPARE.forget();
    }

    @Test
    @DisplayName("F40 twenty calls are stuck at a provider: it gets no more, everything else is as fast as ever")
    void f40_stuckProvider() throws Exception {
        FIRST.always(Reply.silence());
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(open("f40-only"));
            }
            FIRST.awaitCalls(20, SOON);
            HttpResponse<String> passedOver = ask("f40");
            assertThat(passedOver.statusCode()).as(passedOver.body()).isEqualTo(200);
            assertThat(passedOver.headers().firstValue("x-provider")).contains("spare");
            assertThat(passedOver.headers().firstValue("x-attempts")).contains("1");
            assertThat(error(ask("f40-only"))).isEqualTo("503 provider_error provider_unavailable");
            assertThat(FIRST.received()).hasSize(20);
            assertThat(ask("fast").statusCode()).isEqualTo(200);
            for (String path : List.of("/health", "/ready", "/metrics", "/v1/models")) {
                assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        for (ReceivedCall call : FIRST.received()) {
            call.awaitClosedByPeer(SOON);
        }
        FIRST.recover();
        await("a place is free again", () -> ask("f40-only").statusCode() == 200);
    }

    @Test
    @DisplayName(
            "F42 a provider that always fails: further tries are a tenth of the requests, and the ten that a quiet gateway has")
    void f42_retryStorm() {
        FIRST.always(FIRST.error(503));
        int requests = 200;
        try (RunningGateway quiet = fresh()) {
            for (int i = 0; i < requests; i++) {
                assertThat(quiet.chat(FaultRoad.body("f42", false)).statusCode())
                        .isEqualTo(503);
            }
        }
        assertThat(FIRST.received()).hasSizeBetween(requests + 10, requests + requests / 10 + 10);
    }

    @Test
    @DisplayName("F43 a provider that flaps: looks find out, no user's call does while another provider is well")
    void f43_flappingProvider() {
        FIRST.always(FIRST.error(503));
        assertThat(ask("f43").statusCode()).isEqualTo(200);
        assertThat(ask("f43").statusCode()).isEqualTo(200);
        assertThat(breaker()).isNotEqualTo("closed");
        FIRST.forget();
        await("three looks at half-open or open breakers", () -> {
            HttpResponse<String> answer = ask("f43");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-attempts"))
                    .as("no call was burnt")
                    .contains("1");
            return FIRST.looks().size() >= 3;
        });
        assertThat(FIRST.received()).as("users' calls").isEmpty();
        assertThat(breaker()).isNotEqualTo("closed");
        FIRST.recover();
        await(
                "it serves again",
                () -> ask("f43").headers().firstValue("x-provider").orElse("").equals("f43"));
        assertThat(breaker()).isEqualTo("closed");
    }

    private static String breaker() {
        JsonNode ready = FaultRoad.parse(gateway.get("/ready").body());
        return ready.at("/providers/f43/breaker").asText();
    }

    private static HttpResponse<String> ask(String model) {
        return gateway.chat(FaultRoad.body(model, false));
    }

    private static Socket open(String model) throws IOException {
        String body = FaultRoad.body(model, false);
        Socket client = new Socket("127.0.0.1", gateway.port());
        client.getOutputStream()
                .write(
                        ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
        return client;
    }

    /** Something that becomes true some time. */
    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        Instant deadline = Instant.now().plus(SOON);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
        }
    }
}
