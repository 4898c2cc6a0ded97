package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.RunningGateway;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The walk over a plan's targets, at its edges. */
class WalkRoadTest {
    private FakeOpenAi provider;

    @BeforeEach
    void start() {
        provider = FakeOpenAi.start();
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void whenTheLastOfEightTargetsFailsTheClientHearsOfTheProvidersAndNotOfTheGateway() {
        provider.always(provider.error(503));
        String providers = IntStream.rangeClosed(1, 8)
                .mapToObj(number -> "  p" + number + ": {type: openai, base_url: \"" + provider.baseUrl()
                        + "\", api_key: " + provider.key() + "}\n")
                .collect(Collectors.joining());
        String targets = IntStream.rangeClosed(1, 8)
                .mapToObj(number -> "p" + number + ": {model: m}")
                .collect(Collectors.joining(", "));
        String order =
                IntStream.rangeClosed(1, 8).mapToObj(number -> "p" + number).collect(Collectors.joining(", "));
        String mapping = "model_mappings:\n  eight: {default_provider: p1, providers: {" + targets + "}}\n"
                + "routing: {fallback: {enabled: true, max_attempts: 7, providers: [" + order + "]}}\n"
                + "providers:\n" + providers;
        try (RunningGateway gateway = RunningGateway.start(mapping, Map.of())) {
            HttpResponse<String> answer = gateway.chat(asking("eight"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"provider_unavailable\"");
            assertThat(answer.headers().firstValue("X-Attempts")).contains("8");
            assertThat(provider.received()).hasSize(8);
        }
    }

    @Test
    void aRefusalOfManyWordsIsTheSameRefusal() {
        String words = "no ".repeat(50_000);
        provider.always(
                Reply.json(422, "{\"error\":{\"message\":\"" + words + "\",\"type\":\"invalid_request_error\"}}"));
        try (RunningGateway gateway = RunningGateway.start(one(), Map.of())) {
            HttpResponse<String> answer = gateway.chat(asking("mapped"));
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
            assertThat(gateway.get("/metrics").body()).contains("error_type=\"refused\",provider=\"one\"");
        }
    }

    @Test
    void aNameThatAPatternPassesOnIsUnknownEachTime() {
        provider.always(provider.error(404, "invalid_request_error", "model_not_found", null, "No such model"));
        try (RunningGateway gateway = RunningGateway.start(one(), Map.of())) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = gateway.chat(asking("any-thing"));
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("\"code\":\"model_not_found\"");
            }
        }
    }

    @Test
    void aRequestThatReachedNoProviderIsCountedWithoutOne() {
        try (RunningGateway gateway = RunningGateway.start(one(), Map.of())) {
            assertThat(gateway.chat("{\"model\":").statusCode()).isEqualTo(400);
            assertThat(gateway.chat(asking("unmapped")).statusCode()).isEqualTo(404);
            assertThat(gateway.get("/metrics").body())
                    .contains("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"400\"} 1")
                    .contains("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"404\"} 1");
        }
    }

    @Test
    void theClientsDeadlineIsATimeoutThatNobodyIsBlamedFor() {
        provider.always(Reply.silence());
        try (RunningGateway gateway = RunningGateway.start(one(), Map.of())) {
            HttpResponse<String> answer = gateway.send(request(gateway, "X-Request-Timeout", "1"));
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("\"code\":\"provider_timeout\"");
            assertThat(gateway.get("/metrics").body()).doesNotContain("ai_proxy_provider_errors_total{");
            provider.recover();
            assertThat(gateway.chat(asking("mapped")).statusCode())
                    .as("the breaker is closed")
                    .isEqualTo(200);
        }
    }

    @Test
    void theTimeoutThatAnSdkRoundsToNothingIsNone() {
        try (RunningGateway gateway = RunningGateway.start(one(), Map.of())) {
            assertThat(gateway.send(request(gateway, "X-Stainless-Timeout", "0"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.send(request(gateway, "X-Request-Timeout", "0")).statusCode())
                    .isEqualTo(400);
        }
    }

    private static HttpRequest request(RunningGateway gateway, String header, String value) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(asking("mapped")))
                .build();
    }

    private String one() {
        return """
                model_mappings:
                  mapped: {default_provider: one, providers: {one: {model: gpt-4o}}}
                routing:
                  patterns: [{pattern: "^any-", default_provider: one}]
                providers:
                  one: {type: openai, base_url: "%s", api_key: "%s", breaker: {window: 1, minimum_calls: 1, open_for: 1h}}
                """.formatted(provider.baseUrl(), provider.key());
    }

    private static String asking(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
