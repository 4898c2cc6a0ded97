package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.DarkHost;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The four times of a call over the whole road: to a connection, to the first event, between events, in all. Where one is short, the
 * others are too long to be the reason.
 */
@Timeout(120)
class TimeoutsRoadTest {
    private static final String ANTHROPIC = "anthropic: {model: claude-3-5-sonnet-20241022}";
    private static final String MAPPING = """
            routing: {fallback: {providers: [anthropic]}}
            model_mappings:
              provider-connects: {default_provider: dark, providers: {dark: {model: gpt-4o}, %1$s}}
              model-connects: {connect_timeout: 300ms, default_provider: darker, providers: {darker: {model: gpt-4o}, %1$s}}
              entry-connects: {connect_timeout: 300s, default_provider: darker, providers: {darker: {model: gpt-4o, connect_timeout: 300ms}, %1$s}}
              handshake: {default_provider: mute, providers: {mute: {model: gpt-4o}, %1$s}}
              dark-alone: {default_provider: dark, providers: {dark: {model: gpt-4o}}}
            %2$s
            providers:
              dark: {type: openai, base_url: "http://127.0.0.1:${DARK}/v1", connect_timeout: 300ms, timeout: 300s, health_probe: {enabled: false}}
              darker: {type: openai, base_url: "http://127.0.0.1:${DARK}/v1", connect_timeout: 300s, timeout: 300s, health_probe: {enabled: false}}
              mute: {type: openai, base_url: "https://127.0.0.1:${MUTE}/v1", connect_timeout: 300ms, timeout: 300s, health_probe: {enabled: false}}
            %3$s
            """;
    /** Each model has a provider of its own name, since what a breaker remembers is its own affair. */
    private static final Map<String, String> TIMES = Map.of(
            "first", "first_event_timeout: 300ms",
            "whole", "timeout: 300ms",
            "trickling", "timeout: 300ms",
            "first-or-whole", "timeout: 300s, first_event_timeout: 300ms",
            "not-first", "timeout: 300s, first_event_timeout: 300ms",
            "endless", "total_timeout: 1s",
            "no-stream", "total_timeout: 300ms",
            "no-answer", "total_timeout: 300ms",
            "changed", "timeout: 300s");

    private static final String MODEL =
            "  %1$s: {%2$s, default_provider: %1$s, providers: {%1$s: {model: gpt-4o}, " + ANTHROPIC + "}}\n";
    private static final String PROVIDER =
            "  %s: {type: openai, base_url: \"${OPENAI_BASE_URL}\", api_key: \"${OPENAI_API_KEY}\", timeout: 300s,"
                    + " stream_idle_timeout: 300s, breaker: {window: 1, minimum_calls: 1, open_for: 1h}, health_probe: {enabled: false}}\n";
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final DarkHost DARK = DarkHost.unreachable();
    private static final DarkHost MUTE = DarkHost.mute();

    @TempDir
    static Path folder;

    private static Path file;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        file = folder.resolve("model-mapping.yaml");
        Files.writeString(file, mapping());
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("DARK", Integer.toString(DARK.port()));
        variables.put("MUTE", Integer.toString(MUTE.port()));
        variables.put("MODEL_MAPPING_CONFIG", file.toString());
        gateway = RunningGateway.start(variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
        DARK.close();
        MUTE.close();
    }

    private static String mapping() {
        StringBuilder models = new StringBuilder(
                "  idle: {default_provider: idle, providers: {idle: {model: gpt-4o, stream_idle_timeout: 300ms}}}\n");
        StringBuilder providers = new StringBuilder(PROVIDER.formatted("idle"));
        TIMES.forEach((name, times) -> {
            models.append(MODEL.formatted(name, times));
            providers.append(PROVIDER.formatted(name));
        });
        return MAPPING.formatted(ANTHROPIC, models, providers);
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider-connects", "model-connects", "entry-connects", "handshake"})
    void whoCannotBeConnectedToInTimeIsLeftForTheNext(String model) {
        HttpResponse<String> answer = ask(model, false);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("anthropic");
        assertThat(answer.headers().firstValue("x-attempts")).contains("2");
    }

    @Test
    void aHostThatTakesNoConnectionIsUnavailableRatherThanSlow() {
        HttpResponse<String> answer = ask("dark-alone", true);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("\"provider_unavailable\"", "No connection to the provider dark could be made in 300 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "whole", "first-or-whole"})
    void aStreamThatDoesNotBeginInTimeIsLeftForTheNext(String model) {
        FAKES.openai.enqueue(FAKES.openai.stream("too ", "late").cutAfterFrames(0, Reply.Ending.STALL));
        HttpResponse<String> answer = ask(model, true);
        assertThat(answer.headers().firstValue("x-provider")).contains("anthropic");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        assertThat(breaker(model)).isEqualTo("open");
    }

    @Test
    void aWholeAnswerThatTricklesHasTheSameTimeInAll() {
        FAKES.openai.enqueue(FAKES.openai.text("too late").inPiecesOf(10).paced(Duration.ofMillis(100)));
        HttpResponse<String> answer = ask("trickling", false);
        assertThat(answer.headers().firstValue("x-provider")).contains("anthropic");
    }

    @Test
    void aWholeAnswerHasNoFirstEventToWaitFor() {
        FAKES.openai.enqueue(FAKES.openai.text("not too late").after(Duration.ofSeconds(1)));
        HttpResponse<String> answer = ask("not-first", false);
        assertThat(answer.headers().firstValue("x-provider")).contains("not-first");
    }

    @Test
    void aStreamThatFallsSilentEndsWithAnErrorEvent() {
        FAKES.openai.enqueue(FAKES.openai.stream("one ", "two").cutAfterContents(1, Reply.Ending.STALL));
        HttpResponse<String> answer = ask("idle", true);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("one", "\"provider_timeout\"").doesNotContain("[DONE]");
        assertThat(breaker("idle")).isEqualTo("open");
    }

    @Test
    void aStreamThatGoesOnForTooLongEndsWithAnErrorEventAndIsNoFailure() {
        FAKES.openai.enqueue(FAKES.openai.stream("on ", "and ")
                .keepingFrames(3)
                .paced(Duration.ofMillis(50))
                .endless());
        HttpResponse<String> answer = ask("endless", true);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("on ", "\"provider_timeout\"", "The answer took longer than it may as a whole")
                .doesNotContain("[DONE]");
        assertThat(breaker("endless")).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatHasNotBegunInAllItsTimeIsATimeout(boolean stream) {
        FAKES.openai.enqueue(Reply.silence());
        String model = stream ? "no-stream" : "no-answer";
        HttpResponse<String> answer = ask(model, stream);
        assertThat(answer.headers().firstValue("x-provider")).contains("anthropic");
        assertThat(breaker(model)).isEqualTo("open");
    }

    @Test
    void aChangedTimeHoldsWithoutARestart() throws IOException {
        Files.writeString(
                file,
                mapping()
                        .replace("changed: {timeout: 300s", "changed: {timeout: 300ms")
                        .replace("handshake:", "renamed:"));
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (!gateway.get("/v1/models").body().contains("\"renamed\"")) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        FAKES.openai.enqueue(Reply.silence());
        assertThat(ask("changed", false).headers().firstValue("x-provider")).contains("anthropic");
    }

    private static String breaker(String provider) {
        try {
            return new ObjectMapper()
                    .readTree(gateway.get("/ready").body())
                    .at("/providers/" + provider + "/breaker")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> ask(String model, boolean stream) {
        return gateway.chat("{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }
}
