package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.responses.NativeResponses;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.dialects.responses.ResponsesRequestReader;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's own stream of a response, passed on: whole, and cut wherever it can be. */
class NativeResponseStreamTest {
    private static final String STREAM =
            Goldens.text(Path.of("src/test/resources/translation/streams/anthropic/thinking-text-tools/response.sse"));
    private static final ResponsesRequest REQUEST = new ResponsesRequestReader()
            .read("{\"model\":\"ours\",\"stream\":true,\"input\":\"Hi\"}".getBytes(StandardCharsets.UTF_8));
    private static final GatewayError BROKEN = new GatewayError.ProviderError(
            502, "provider_error", "provider_invalid_response", null, "It broke.", null, false);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void itPassesUnderTheClientsNameForTheModel(int pieces) {
        ChatStream stream = stream();
        StringBuilder out = new StringBuilder();
        events(STREAM, pieces).forEach(event -> stream.on(event, chunk -> append(chunk, out)));
        assertThat(stream.finished()).isTrue();
        assertThat(out).hasToString(STREAM.replace("\"model\":\"claude\"", "\"model\":\"ours\""));
        assertThat(stream.usage().totalTokens()).isEqualTo(19);
        assertThat(stream.finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void cutAnywhereItFailsBeforeItBeginsOrEndsLegally() {
        List<StreamEvent> events = events(STREAM, 4096);
        for (int cut = 0; cut < events.size(); cut++) {
            ChatStream stream = stream();
            StringBuilder out = new StringBuilder();
            events.subList(0, cut).forEach(event -> stream.on(event, chunk -> append(chunk, out)));
            ProviderException broken =
                    catchThrowableOfType(ProviderException.class, () -> stream.end(chunk -> append(chunk, out)));
            assertThat(broken.failure().kind()).isEqualTo(Kind.INVALID_RESPONSE);
            if (cut <= 2) {
                assertThat(out).as("another provider can still take over").isEmpty();
                continue;
            }
            append(stream.broken(BROKEN, "req_1"), out);
            JsonNode response = LegalResponseStream.check(LegalResponseStream.events(out.toString()));
            assertThat(response.path("status").asText()).isEqualTo("failed");
            assertThat(response.path("model").asText()).isEqualTo("ours");
        }
    }

    @Test
    void oneThatBreaksBeforeAnythingCameStillTellsAResponse() {
        StringBuilder out = new StringBuilder();
        append(stream().broken(BROKEN, "req_1"), out);
        JsonNode failed = LegalResponseStream.events(out.toString()).get(0);
        assertThat(failed.path("sequence_number").asInt(-1)).isZero();
        assertThat(failed.at("/response/error/message").asText()).isEqualTo("It broke.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"response.created\",\"sequence_number\":0}",
                "{\"sequence_number\":0,\"delta\":\"x\"}",
                "{\"type\":\"a\\nevent: b\",\"sequence_number\":0}",
                "{\"type\":\"response.completed\"",
                "{\"type\":\"response.output_item.done\"}"
            })
    void whatIsNoEventIsUnreadable(String data) {
        StreamEvent event = new StreamEvent(false, "", data.getBytes(StandardCharsets.UTF_8));
        ProviderException broken =
                catchThrowableOfType(ProviderException.class, () -> stream().on(event, chunk -> {}));
        assertThat(broken.failure().kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void eventsToComePass() {
        StringBuilder out = new StringBuilder();
        String data = "{\"type\":\"response.hologram.delta\",\"sequence_number\":0,\"delta\":1.10}";
        stream().on(new StreamEvent(false, "", data.getBytes(StandardCharsets.UTF_8)), chunk -> append(chunk, out));
        assertThat(out).hasToString("event: response.hologram.delta\ndata: " + data + "\n\n");
    }

    private static ChatStream stream() {
        return new NativeResponses(Clock.systemUTC(), new OpenAiDialect()::failure)
                .stream(REQUEST, AnswerContext.ofText(REQUEST, 1_800_000_000, false));
    }

    private static void append(byte[] chunk, StringBuilder out) {
        out.append(new String(chunk, StandardCharsets.UTF_8));
    }

    private static List<StreamEvent> events(String stream, int pieces) {
        List<StreamEvent> events = new ArrayList<>();
        ServerSentEvents decoder = new ServerSentEvents();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += pieces) {
            decoder.feed(bytes, from, Math.min(pieces, bytes.length - from), events::add);
        }
        decoder.end(events::add);
        return events;
    }
}
