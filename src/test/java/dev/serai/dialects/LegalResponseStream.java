package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the events of a response to OpenAI's rules: names that are types, numbers without gaps, one item open at a time, what is
 * done equal to what was said, and one terminal event with all of it. For one stream.
 */
public final class LegalResponseStream {
    private static final Set<String> TERMINAL = Set.of("response.completed", "response.incomplete", "response.failed");
    private static final Map<String, String> DELTAS = Map.of(
            "response.output_text.delta", "response.output_text.done text",
            "response.refusal.delta", "response.refusal.done refusal",
            "response.function_call_arguments.delta", "response.function_call_arguments.done arguments",
            "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done input",
            "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done text");

    private final List<JsonNode> done = new ArrayList<>();
    private @Nullable JsonNode item;
    private @Nullable String part;
    private String said = "";
    private String terminal = "";

    private LegalResponseStream() {}

    /** The events of a stream as it stands on the wire, their data alone. */
    public static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String[] lines = event.split("\n");
            if (lines[0].startsWith(":")) {
                continue;
            }
            assertThat(lines).as("an event is a name and a line of data").hasSize(2);
            assertThat(lines[0]).startsWith("event: ");
            assertThat(lines[1]).startsWith("data: ");
            JsonNode data = Goldens.json(lines[1].substring(6).getBytes(StandardCharsets.UTF_8));
            assertThat(data.path("type").asText()).isEqualTo(lines[0].substring(7));
            events.add(data);
        }
        return events;
    }

    /** Checks a stream that went to its end, and gives the response that it ends with. */
    public static JsonNode check(List<JsonNode> events) {
        LegalResponseStream stream = new LegalResponseStream();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(i);
            stream.event(i, event, event.path("type").asText());
        }
        assertThat(stream.terminal).as("the stream has an end").isNotEmpty();
        return events.get(events.size() - 1).path("response");
    }

    private void event(int number, JsonNode event, String type) {
        assertThat(terminal).as("nothing behind the end").isEmpty();
        if (number < 2) {
            assertThat(type).isEqualTo(number == 0 ? "response.created" : "response.in_progress");
            assertThat(event.at("/response/status").asText()).isEqualTo("in_progress");
            assertThat(event.at("/response/output").isEmpty()).isTrue();
        } else if (type.equals("response.output_item.added")) {
            added(event);
        } else if (type.equals("response.output_item.done")) {
            done(event);
        } else if (TERMINAL.contains(type)) {
            ended(event.path("response"), type);
        } else {
            within(event, type);
        }
    }

    private void added(JsonNode event) {
        assertThat(item).as("one item at a time").isNull();
        item = event.path("item");
        assertThat(event.path("output_index").asInt(-1)).isEqualTo(done.size());
        assertThat(item.path("status").asText()).isEqualTo("in_progress");
        said = "";
    }

    private void done(JsonNode event) {
        assertThat(part).as("its parts are done").isNull();
        assertThat(item).isNotNull();
        assertThat(event.path("output_index").asInt(-1)).isEqualTo(done.size());
        for (String field : List.of("id", "type", "call_id", "name", "role")) {
            assertThat(event.path("item").path(field)).isEqualTo(item.path(field));
        }
        done.add(event.path("item"));
        item = null;
    }

    private void within(JsonNode event, String type) {
        assertThat(item).as(type + " stands in an item").isNotNull();
        assertThat(event.path("item_id")).isEqualTo(item.path("id"));
        assertThat(event.path("output_index").asInt(-1)).isEqualTo(done.size());
        if (type.endsWith("_part.added")) {
            assertThat(part).as("one part at a time").isNull();
            part = place(event);
            said = "";
        } else if (type.endsWith("_part.done")) {
            assertThat(place(event)).isEqualTo(part);
            part = null;
        } else if (DELTAS.containsKey(type)) {
            assertThat(event.path("delta").asText()).isNotEmpty();
            said += event.path("delta").asText();
        } else {
            whole(event, type);
        }
    }

    private void whole(JsonNode event, String type) {
        for (String end : DELTAS.values()) {
            if (end.startsWith(type + " ")) {
                assertThat(event.path(end.substring(type.length() + 1)).asText())
                        .isEqualTo(said);
            }
        }
    }

    private static String place(JsonNode event) {
        return event.path("content_index") + "/" + event.path("summary_index");
    }

    private void ended(JsonNode response, String type) {
        terminal = type;
        assertThat(response.path("status").asText()).isEqualTo(type.substring("response.".length()));
        if (type.equals("response.failed")) {
            assertThat(response.at("/error/code").isTextual()).isTrue();
            assertThat(response.at("/error/message").isTextual()).isTrue();
            assertThat(response.path("output").size()).isGreaterThanOrEqualTo(done.size());
            return;
        }
        assertThat(item).as("all items are done").isNull();
        assertThat(withoutAnnotations(response.path("output"))).isEqualTo(withoutAnnotations(list()));
    }

    private JsonNode list() {
        return Goldens.object().arrayNode().addAll(done);
    }

    /** What a text cites may be known only when its item is done: then the end alone has it. */
    private static Map<String, String> withoutAnnotations(JsonNode items) {
        Map<String, String> byId = new TreeMap<>();
        for (JsonNode each : items) {
            JsonNode copy = each.deepCopy();
            copy.path("content").forEach(part -> ((ObjectNode) part).remove(List.of("annotations", "logprobs")));
            byId.put(copy.path("id").asText(), copy.toString());
        }
        return byId;
    }
}
