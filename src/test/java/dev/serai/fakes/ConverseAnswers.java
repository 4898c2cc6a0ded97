package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of Bedrock's Converse, whole or as an event stream. */
final class ConverseAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Turn turn;
    private final @Nullable String thought;
    private final List<Reply.Frame> frames = new ArrayList<>();

    ConverseAnswers(Turn turn) {
        this(turn, null);
    }

    private ConverseAnswers(Turn turn, @Nullable String thought) {
        this.turn = turn;
        this.thought = thought;
    }

    /** What the model says to a request. By a budget it thinks before it calls tools, and not between. */
    static ConverseAnswers to(JsonNode request) {
        Prompt prompt = ConversePrompt.of(request);
        String type = request.at("/additionalModelRequestFields/thinking/type").asText();
        boolean thinks = type.equals("adaptive")
                || type.equals("enabled") && prompt.toolResults().isEmpty();
        return new ConverseAnswers(Turn.of(prompt), thinks ? Turn.THOUGHT : null);
    }

    Reply whole() {
        ObjectNode answer = NODES.objectNode();
        answer.putObject("metrics").put("latencyMs", 12);
        ObjectNode message = answer.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (thought != null) {
            content.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", thought)
                    .put("signature", ThoughtSignatures.of(thought));
        }
        if (!turn.text().isEmpty()) {
            content.addObject().put("text", turn.text());
        }
        turn.calls().forEach(call -> content.addObject()
                .set("toolUse", toolUse(call).set("input", call.arguments())));
        answer.put("stopReason", stopReason()).set("usage", usage());
        return Reply.json(200, answer.toString());
    }

    /** Only calls have a contentBlockStart; the usage comes after the stop. */
    Reply stream() {
        event("messageStart", NODES.objectNode().put("role", "assistant"), false);
        int index = 0;
        if (thought != null) {
            reasoning(index++, thought);
        }
        if (!turn.pieces().isEmpty()) {
            text(index++);
        }
        for (Turn.Call call : turn.calls()) {
            call(index++, call);
        }
        event("messageStop", NODES.objectNode().put("stopReason", stopReason()), false);
        ObjectNode metadata = NODES.objectNode();
        metadata.set("usage", usage());
        metadata.putObject("metrics").put("latencyMs", 12);
        event("metadata", metadata, false);
        return Reply.stream("application/vnd.amazon.eventstream", frames);
    }

    /** Without a start, as a text. */
    private void reasoning(int index, String thought) {
        int middle = thought.length() / 3;
        for (String piece : List.of(thought.substring(0, middle), thought.substring(middle))) {
            reasoning(index, "text", piece);
        }
        reasoning(index, "signature", ThoughtSignatures.of(thought));
        event("contentBlockStop", block(index), false);
    }

    private void reasoning(int index, String field, String value) {
        ObjectNode delta = block(index);
        delta.putObject("delta").putObject("reasoningContent").put(field, value);
        event("contentBlockDelta", delta, true);
    }

    private void text(int index) {
        for (String piece : turn.pieces()) {
            ObjectNode delta = block(index);
            delta.putObject("delta").put("text", piece);
            event("contentBlockDelta", delta, true);
        }
        event("contentBlockStop", block(index), false);
    }

    private void call(int index, Turn.Call call) {
        ObjectNode start = block(index);
        start.putObject("start").set("toolUse", toolUse(call));
        event("contentBlockStart", start, true);
        String input = call.arguments().toString();
        int middle = input.length() / 2;
        for (String piece : List.of(input.substring(0, middle), input.substring(middle))) {
            ObjectNode delta = block(index);
            delta.putObject("delta").putObject("toolUse").put("input", piece);
            event("contentBlockDelta", delta, true);
        }
        event("contentBlockStop", block(index), false);
    }

    private static ObjectNode block(int index) {
        return NODES.objectNode().put("contentBlockIndex", index);
    }

    private static ObjectNode toolUse(Turn.Call call) {
        return NODES.objectNode().put("toolUseId", Canary.of("tooluse_", 30)).put("name", call.name());
    }

    private String stopReason() {
        return switch (turn.stop()) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
        };
    }

    private ObjectNode usage() {
        return NODES.objectNode()
                .put("inputTokens", turn.inputTokens())
                .put("outputTokens", turn.outputTokens())
                .put("totalTokens", turn.inputTokens() + turn.outputTokens());
    }

    /** Each payload is padded to hide its length, as the real service does. */
    private void event(String type, ObjectNode payload, boolean content) {
        payload.put("p", "abcdefghijklmnopqrstuvwxyz".substring(0, 1 + frames.size() % 26));
        frames.add(new Reply.Frame(EventStreamFrames.event(type, payload.toString()), content));
    }
}
