package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Holds a stream to Anthropic's rules: named events, one block open at a time, dense numbers, an end that says why. */
public final class LegalMessages {
    private final List<StreamEvent> events;
    private int at;

    private LegalMessages(List<StreamEvent> events) {
        this.events = events;
    }

    /** Fails unless it is a whole message, or one that breaks with an error. */
    public static void check(String sse) {
        check(sse, true);
    }

    /** @param ours whether the gateway made it, whose blocks and pings have their places; else Anthropic did */
    static void check(String sse, boolean ours) {
        LegalMessages stream = new LegalMessages(events(sse));
        if (!stream.events.isEmpty() && ours) {
            stream.message();
        } else if (!stream.events.isEmpty()) {
            stream.next("message_start");
            assertThat(stream.events.get(stream.events.size() - 1).name()).isIn("message_stop", "error");
        }
    }

    /** The events of a stream, each of which has a name. */
    public static List<StreamEvent> events(String sse) {
        byte[] bytes = sse.getBytes(StandardCharsets.UTF_8);
        List<StreamEvent> events = new ArrayList<>();
        ServerSentEvents decoder = new ServerSentEvents();
        decoder.feed(bytes, 0, bytes.length, events::add);
        decoder.end(events::add);
        return events;
    }

    private void message() {
        JsonNode start = next("message_start");
        assertThat(start.at("/message/content").isArray()).isTrue();
        assertThat(start.at("/message/content")).isEmpty();
        assertThat(start.at("/message/stop_reason").isNull()).isTrue();
        assertThat(start.at("/message/usage/input_tokens").isNumber()).isTrue();
        next("ping");
        assertThat(sameEnds()).isLessThanOrEqualTo(1);
        int blocks = 0;
        while (is("content_block_start")) {
            block(blocks++);
        }
        if (error()) {
            return;
        }
        JsonNode delta = next("message_delta");
        assertThat(delta.at("/delta/stop_reason").isTextual()).isTrue();
        assertThat(delta.at("/usage/output_tokens").isNumber()).isTrue();
        assertThat(delta.at("/usage/input_tokens").isNumber()).isTrue();
        next("message_stop");
        assertThat(at).as("nothing follows the end").isEqualTo(events.size());
    }

    private void block(int index) {
        JsonNode start = next("content_block_start");
        assertThat(start.path("index").asInt(-1)).isEqualTo(index);
        String type = start.at("/content_block/type").asText();
        while (is("content_block_delta")) {
            JsonNode delta = next("content_block_delta");
            assertThat(delta.path("index").asInt(-1)).isEqualTo(index);
            assertThat(delta.at("/delta/type").asText()).isIn(deltas(type));
        }
        if (!isError()) {
            assertThat(next("content_block_stop").path("index").asInt(-1)).isEqualTo(index);
        }
    }

    private static List<String> deltas(String type) {
        return switch (type) {
            case "text" -> List.of("text_delta");
            case "thinking" -> List.of("thinking_delta", "signature_delta");
            case "tool_use" -> List.of("input_json_delta");
            default -> List.of();
        };
    }

    private long sameEnds() {
        return events.stream()
                .filter(event -> event.name().equals("message_stop"))
                .count();
    }

    private boolean error() {
        if (!isError()) {
            return false;
        }
        assertThat(next("error").at("/error/type").isTextual()).isTrue();
        assertThat(at).as("nothing follows an error").isEqualTo(events.size());
        return true;
    }

    private boolean isError() {
        return at == events.size() || is("error");
    }

    private boolean is(String name) {
        return at < events.size() && events.get(at).name().equals(name);
    }

    private JsonNode next(String name) {
        assertThat(at).as("the end where %s was to come", name).isLessThan(events.size());
        StreamEvent event = events.get(at++);
        assertThat(event.name()).isEqualTo(name);
        JsonNode data = Goldens.json(event.data());
        assertThat(data.path("type").asText()).isEqualTo(name);
        return data;
    }
}
