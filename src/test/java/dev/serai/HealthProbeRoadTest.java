package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway looks at its providers in the background: what they are asked, and what the answers change. */
class HealthProbeRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              dying: {default_provider: dying, providers: {dying: {model: gpt-4o}}}
              listless: {default_provider: listless, providers: {listless: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5}}}
            routing: {fallback: {enabled: true, providers: [anthropic], max_attempts: 2}}
            providers:
              openai: {health_probe: {every: 1s}}
              anthropic: {health_probe: {every: 1s}}
              bedrock: {health_probe: {every: 1s}}
              vertex: {health_probe: {every: 1s}}
              ibm: {health_probe: {every: 1s}}
              oracle: {health_probe: {every: 1s}}
              azure: {health_probe: {every: 1s}}
              dying: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {every: 1s}, breaker: {minimum_calls: 4, window: 4, open_for: 300s}}
              listless: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {every: 1s}, breaker: {minimum_calls: 2, window: 2, open_for: 1s}}
              stranger: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: sk-of-nobody-at-all, health_probe: {every: 1s}}
              unwatched: {type: openai, base_url: "http://127.0.0.1:1", health_probe: {enabled: false}}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        gateway = RunningGateway.start(MAPPING, variables);
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
    void everyProviderIsAskedWithItsOwnCredentialsForWhatCostsNothing() {
        for (FakeProvider fake : List.of(
                FAKES.openai, FAKES.azure, FAKES.anthropic, FAKES.bedrock, FAKES.vertex, FAKES.watsonx, FAKES.oracle)) {
            await(() -> !fake.looks().isEmpty());
            assertThat(fake.received()).isEmpty();
            await(() -> ready(fake.provider()).has("last_probe"));
            await(() -> ready(fake.provider()).path("status").asText().equals("up"));
        }
        assertThat(FAKES.bedrock.looks().get(0).header("authorization")).contains("/bedrock/aws4_request");
        assertThat(FAKES.anthropic.looks().get(0).header("anthropic-version")).isEqualTo("2023-06-01");
        FAKES.oracle.assertNothingRefused();
        FAKES.azure.assertNothingRefused();
        FAKES.anthropic.assertNothingRefused();
        FAKES.bedrock.assertNothingRefused();
    }

    @Test
    void aProviderThatDoesNotAnswerIsDownUntilItDoes() {
        await(() -> ready("anthropic").has("last_probe"));
        String since = ready("anthropic").path("since").asText();
        FAKES.anthropic.always(Reply.reset());
        await(() -> ready("anthropic").path("status").asText().equals("down"));
        JsonNode down = ready("anthropic");
        assertThat(Instant.parse(down.path("since").asText())).isAfter(Instant.parse(since));
        assertThat(down.path("last_error").path("message").asText())
                .isEqualTo("UNREACHABLE: The provider anthropic can't be reached");
        assertThat(up("anthropic")).isZero();
        assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
        FAKES.anthropic.recover();
        await(() -> ready("anthropic").path("status").asText().equals("up"));
        assertThat(Instant.parse(ready("anthropic").path("since").asText()))
                .isAfter(Instant.parse(down.path("since").asText()));
        assertThat(up("anthropic")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 405, 501})
    void aLookClosesAnOpenBreaker(int status) {
        FAKES.openai.always(FAKES.openai.error(503));
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.chat(chat("dying")).statusCode()).isEqualTo(503);
        }
        assertThat(ready("dying").path("breaker").asText()).isEqualTo("open");
        assertThat(ready("dying").path("status").asText()).isEqualTo("down");
        int asked = FAKES.openai.received().size();
        FAKES.openai.recover();
        FAKES.openai.toLooks(Reply.json(status, "{}"));
        await(() -> ready("dying").path("breaker").asText().equals("closed"));
        assertThat(FAKES.openai.received()).as("no user's call was burnt").hasSize(asked);
        assertThat(gateway.chat(chat("dying")).statusCode()).isEqualTo(200);
    }

    @Test
    void aProviderThatOnlyCannotSayWhatItHasComesBack() {
        FAKES.openai.toLooks(Reply.json(500, "{}"));
        FAKES.openai.enqueue(FAKES.openai.error(503), FAKES.openai.error(503));
        for (int i = 0; i < 2; i++) {
            assertThat(servedBy("listless")).isEqualTo("anthropic");
        }
        await(() -> servedBy("listless").equals("listless"));
        assertThat(ready("listless").path("breaker").asText()).isEqualTo("closed");
    }

    @Test
    void refusedCredentialsAreShownAndSayNothingOfThem() {
        await(() -> ready("stranger").path("credentials").asText().equals("refused"));
        assertThat(ready("stranger").path("status").asText()).isEqualTo("up");
        assertThat(ready("stranger").path("last_error").path("message").asText())
                .isEqualTo("CREDENTIALS_REFUSED");
    }

    @Test
    void aServerWithoutTheEndpointLives() {
        FAKES.openai.always(Reply.json(404, "{}"));
        int looks = FAKES.openai.looks().size();
        await(() -> FAKES.openai.looks().size() > looks + 2);
        assertThat(ready("openai").path("status").asText())
                .as(ready("openai").toString())
                .isEqualTo("up");
    }

    @Test
    void aProviderIsLeftAloneIfTheMappingSaysSo() {
        await(() -> FAKES.openai.looks().size() > 2);
        assertThat(ready("unwatched").has("last_probe")).isFalse();
        assertThat(ready("unwatched").path("status").asText()).isEqualTo("up");
    }

    private static String servedBy(String model) {
        return gateway.chat(chat(model)).headers().firstValue("x-provider").orElse("nobody");
    }

    private static JsonNode ready(String provider) {
        try {
            return JSON.readTree(gateway.get("/ready").body()).path("providers").path(provider);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double up(String provider) {
        String name = "ai_proxy_provider_up{provider=\"" + provider + "\"} ";
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private static String chat(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }
}
