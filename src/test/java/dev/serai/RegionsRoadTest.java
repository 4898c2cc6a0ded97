package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider's regions fail, and are full, each for itself; and a provider's own API is as full as its chats. */
@Timeout(120)
class RegionsRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              own: {providers: {ibm: {model: ibm/granite-4-h-small}}}
              frankfurt: {providers: {ibm: {model: ibm/granite-4-h-small, region: eu-de}}}
              tokyo: {providers: {ibm: {model: ibm/granite-4-h-small, region: jp-tok}}}
              crowded: {providers: {narrow: {model: gpt-4o}}}
            providers:
              ibm: {max_concurrent: 1, health_probe: {enabled: false}, breaker: {window: 2, minimum_calls: 2, open_for: 1h}}
              narrow: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", max_concurrent: 1}
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

    @Test
    void aDeadRegionLeavesTheOthersOpenToCalls() {
        FAKES.watsonx.when("to Frankfurt", FAKES.watsonx.error(503));
        for (int i = 0; i < 2; i++) {
            assertThat(ask("frankfurt", "to Frankfurt").statusCode()).isEqualTo(503);
        }
        assertThat(ask("own", "hello").statusCode()).isEqualTo(200);
        assertThat(ask("tokyo", "hello").statusCode()).isEqualTo(200);
        int calls = FAKES.watsonx.received().size();
        assertThat(ask("frankfurt", "hello").headers().firstValue("x-attempts")).contains("0");
        assertThat(FAKES.watsonx.received()).hasSize(calls);
        JsonNode ready = ready("ibm");
        assertThat(ready.path("status").asText()).isEqualTo("up");
        assertThat(ready.path("breaker").asText()).as("the worst of all").isEqualTo("open");
        assertThat(ready.at("/regions/default/status").asText()).isEqualTo("up");
        assertThat(ready.at("/regions/eu-de/status").asText()).isEqualTo("down");
        assertThat(ready.at("/regions/eu-de/breaker").asText()).isEqualTo("open");
        assertThat(ready.at("/regions/jp-tok/breaker").asText()).isEqualTo("closed");
        assertThat(gateway.get("/metrics").body())
                .contains(
                        "ai_proxy_breaker_state{provider=\"ibm\",state=\"open\"} 1.0",
                        "ai_proxy_provider_up{provider=\"ibm\"} 1.0");
    }

    @Test
    void aRegionThatHangsTakesNoPlaceOfTheOthers() throws Exception {
        FAKES.watsonx.when("to Tokyo", Reply.silence());
        CompletableFuture<HttpResponse<String>> hanging = hang("/v1/chat/completions", body("tokyo", "to Tokyo"));
        FAKES.watsonx.awaitCalls(1, Duration.ofSeconds(30));
        assertThat(ask("tokyo", "hello").statusCode()).as("full").isEqualTo(503);
        assertThat(ask("own", "hello").statusCode()).isEqualTo(200);
        hanging.cancel(true);
    }

    @Test
    void aProvidersOwnApiIsAsFullAsItsChats() throws Exception {
        FAKES.openai.enqueue(Reply.silence());
        String path = "/providers/narrow/v1/chat/completions";
        String body = body("gpt-4o", "hello");
        CompletableFuture<HttpResponse<String>> hanging = hang(path, body);
        FAKES.openai.awaitCalls(1, Duration.ofSeconds(30));
        HttpResponse<String> refused = gateway.post(path, body);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"provider_unavailable\"");
        assertThat(ask("crowded", "hello").statusCode()).isEqualTo(503);
        hanging.cancel(true);
        FAKES.openai.received().get(0).awaitClosedByPeer(Duration.ofSeconds(30));
        await(() -> gateway.post(path, body).statusCode() == 200);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    private static CompletableFuture<HttpResponse<String>> hang(String path, String body) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ready(String provider) {
        try {
            return JSON.readTree(gateway.get("/ready").body()).path("providers").path(provider);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> ask(String model, String text) {
        return gateway.chat(body(model, text));
    }

    private static String body(String model, String text) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }
}
