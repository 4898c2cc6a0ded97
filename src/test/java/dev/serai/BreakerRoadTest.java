package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Breakers and cooldowns on the shipped routes. Each test has a provider of its own, since what one remembers is its own affair; all
 * of them are the same fake.
 */
class BreakerRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROVIDER = """
              %s: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {enabled: false}, breaker: {minimum_calls: 4, window: 4, open_for: %s}}
            """;
    private static final String MODEL = """
              %1$s: {default_provider: %1$s, providers: {%1$s: {model: gpt-4o}}}
              %1$s-or-anthropic: {default_provider: %1$s, providers: {%1$s: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022}}}
            """;
    private static final String[] PROVIDERS = {
        "dead",
        "healing",
        "broken-streams",
        "left",
        "at-404",
        "resting",
        "short",
        "long",
        "refusing",
        "failing",
        "busy",
        "capable"
    };
    private static final int[] TOUCHY = {400, 401, 402, 403, 404, 413, 422, 429, 500};
    private static final String TOUCHY_PROVIDER = """
              touchy-%d: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {enabled: false}, breaker: {minimum_calls: 1, window: 1, open_for: 300s}}
            """;
    private static final String TOUCHY_MODEL = """
              touchy-%1$d-%2$d: {default_provider: touchy-%1$d, providers: {touchy-%1$d: {model: gpt-4o-%2$d}}}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        StringBuilder models = new StringBuilder("model_mappings:\n");
        StringBuilder providers = new StringBuilder("providers:\n");
        for (String name : PROVIDERS) {
            models.append(MODEL.formatted(name));
            providers.append(PROVIDER.formatted(name, name.equals("healing") ? "1s" : "300s"));
        }
        for (int status : TOUCHY) {
            for (int i = 0; i < 3; i++) {
                models.append(TOUCHY_MODEL.formatted(status, i));
            }
            providers.append(TOUCHY_PROVIDER.formatted(status));
        }
        models.append("  both: {default_provider: short, providers: {short: {model: o3}, long: {model: o3}}}\n");
        models.append(
                "  different: {default_provider: failing, providers: {failing: {model: o3}, busy: {model: o3}}}\n");
        String routing = """
                routing:
                  patterns: [{pattern: "^by-pattern-", default_provider: openai}]
                  fallback: {enabled: true, providers: [short, long, failing, busy, anthropic], max_attempts: 2}
                """;
        gateway = RunningGateway.start(models.toString() + routing + providers, FAKES.environment());
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
    void anOpenBreakerSparesTheDeadProvider() {
        FAKES.openai.always(FAKES.openai.error(503));
        for (int i = 0; i < 20; i++) {
            assertThat(ask("dead").statusCode()).isEqualTo(503);
        }
        assertThat(FAKES.openai.received()).hasSize(4);
        HttpResponse<String> refused = ask("dead");
        assertThat(error(refused)).isEqualTo("503 provider_error provider_unavailable");
        assertThat(refused.headers().firstValue("x-attempts")).contains("0");
        HttpResponse<String> answer = ask("dead-or-anthropic");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-attempts")).contains("1");
        assertThat(FAKES.openai.received()).hasSize(4);
        assertThat(breaker("dead")).isEqualTo("open");
    }

    @Test
    void aHalfOpenBreakerClosesAfterASuccess() throws Exception {
        FAKES.openai.always(FAKES.openai.error(500));
        for (int i = 0; i < 4; i++) {
            ask("healing");
        }
        assertThat(breaker("healing")).isIn("open", "half_open");
        FAKES.openai.recover();
        await(() -> breaker("healing").equals("half_open"));
        assertThat(ask("healing").statusCode()).isEqualTo(200);
        assertThat(breaker("healing")).isEqualTo("closed");
    }

    @Test
    void aStreamThatBreaksLaterCounts() {
        FAKES.openai.always(FAKES.openai.stream("one", "two", "three")
                .paced(Duration.ofMillis(20))
                .cutAfterContents(2, Reply.Ending.HANG_UP));
        for (int i = 0; i < 4; i++) {
            assertThat(stream("broken-streams").body()).contains("\"error\"").doesNotContain("[DONE]");
        }
        assertThat(breaker("broken-streams")).isEqualTo("open");
    }

    @Test
    void aClientThatLeavesIsNoFailure() throws Exception {
        FAKES.openai.always(Reply.silence());
        for (int i = 0; i < 6; i++) {
            FAKES.openai.forget();
            try (Socket client = new Socket("127.0.0.1", gateway.port())) {
                String body = body("left", false);
                client.getOutputStream()
                        .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
                FAKES.openai.awaitCalls(1, Duration.ofSeconds(10));
            }
            FAKES.openai.last().awaitClosedByPeer(Duration.ofSeconds(10));
        }
        FAKES.openai.recover();
        assertThat(breaker("left")).isEqualTo("closed");
        assertThat(ask("left").statusCode()).isEqualTo(200);
    }

    /** The breaker opens at the first failure that it counts; what rests is one model's target, but for 401 the credential. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 413, 422, 429})
    void refusalsAreNoFailures(int status) {
        FAKES.openai.always(FAKES.openai.error(status));
        String provider = "touchy-" + status;
        for (int i = 0; i < 3; i++) {
            ask(provider + "-" + i);
        }
        assertThat(FAKES.openai.received()).hasSize(status == 401 ? 1 : 3);
        assertThat(breaker(provider)).isEqualTo("closed");
    }

    @Test
    void aFailureThatCountsOpensATouchyBreaker() {
        FAKES.openai.always(FAKES.openai.error(500));
        ask("touchy-500-0");
        assertThat(breaker("touchy-500")).isEqualTo("open");
    }

    @Test
    void a429WithRetryAfterPassesTheTargetOver() {
        FAKES.openai.always(FAKES.openai.error(429).header("Retry-After", "50"));
        HttpResponse<String> first = ask("resting");
        assertThat(error(first)).isEqualTo("429 rate_limit_error provider_rate_limited");
        assertThat(first.headers().firstValue("retry-after")).contains("50");
        HttpResponse<String> second = ask("resting");
        assertThat(error(second)).isEqualTo("429 rate_limit_error provider_rate_limited");
        assertThat(second.headers().firstValue("x-attempts")).contains("0");
        assertThat(retryAfter(second)).isBetween(1, 50);
        HttpResponse<String> other = ask("resting-or-anthropic");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().firstValue("x-attempts")).contains("1");
        assertThat(FAKES.openai.received()).hasSize(1);
    }

    @Test
    void ofSeveralRestsTheShortestIsTold() {
        FAKES.openai.enqueue(
                FAKES.openai.error(429).header("Retry-After", "55"),
                FAKES.openai.error(429).header("Retry-After", "45"));
        assertThat(retryAfter(ask("both"))).isEqualTo(45);
        HttpResponse<String> second = ask("both");
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(retryAfter(second)).isBetween(1, 45);
        assertThat(FAKES.openai.received()).hasSize(2);
    }

    @Test
    void aTargetThatCannotDoItHidesNoneThatSoonCan() {
        FAKES.openai.enqueue(FAKES.openai.error(429).header("Retry-After", "50"));
        assertThat(ask("capable").statusCode()).isEqualTo(429);
        String twoChoices = body("capable-or-anthropic", false).replace("\"stream\"", "\"n\":2,\"stream\"");
        HttpResponse<String> answer = gateway.chat(twoChoices);
        assertThat(error(answer)).isEqualTo("429 rate_limit_error provider_rate_limited");
        assertThat(retryAfter(answer)).isBetween(1, 50);
    }

    @Test
    void refusedCredentialsAreTheOperatorsAffair() {
        FAKES.openai.always(FAKES.openai.error(401));
        HttpResponse<String> answer = ask("refusing");
        assertThat(error(answer)).isEqualTo("502 provider_error provider_authentication_failed");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void aModelThatTheProviderDoesNotKnow() {
        FAKES.openai.always(FAKES.openai.error(404));
        HttpResponse<String> mapped = ask("at-404");
        assertThat(error(mapped)).isEqualTo("502 provider_error provider_model_not_found");
        assertThat(mapped.headers().firstValue("x-should-retry")).contains("false");
        int asked = FAKES.openai.received().size();
        HttpResponse<String> again = ask("at-404");
        assertThat(error(again)).as("nobody is asked anew").isEqualTo("502 provider_error provider_model_not_found");
        assertThat(again.headers().firstValue("x-should-retry")).contains("false");
        assertThat(FAKES.openai.received()).hasSize(asked);
        assertThat(error(ask("by-pattern-x"))).isEqualTo("404 invalid_request_error model_not_found");
        assertThat(ask("at-404-or-anthropic").headers().firstValue("x-attempts"))
                .contains("1");
    }

    @Test
    void theErrorOfDifferentFailuresIsTheMostActionable() {
        FAKES.openai.enqueue(FAKES.openai.error(429), FAKES.openai.error(500));
        assertThat(error(ask("different"))).isEqualTo("429 rate_limit_error provider_rate_limited");
    }

    private static String breaker(String provider) {
        return parse(gateway.get("/ready").body())
                .path("providers")
                .path(provider)
                .path("breaker")
                .asText();
    }

    private static String error(HttpResponse<String> answer) {
        JsonNode error = parse(answer.body()).path("error");
        return answer.statusCode() + " " + error.path("type").asText() + " "
                + error.path("code").asText();
    }

    private static int retryAfter(HttpResponse<String> answer) {
        return Integer.parseInt(answer.headers().firstValue("retry-after").orElse("-1"));
    }

    private static HttpResponse<String> ask(String model) {
        return gateway.chat(body(model, false));
    }

    private static HttpResponse<String> stream(String model) {
        return gateway.chat(body(model, true));
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
