package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of Anthropic's Messages, whole or as a stream. */
final class AnthropicAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String model;
    private final Turn turn;
    private final @Nullable String thought;
    private final List<Reply.Frame> frames = new ArrayList<>();

    AnthropicAnswers(String model, Turn turn) {
        this(model, turn, null);
    }

    private AnthropicAnswers(String model, Turn turn, @Nullable String thought) {
        this.model = model;
        this.turn = turn;
        this.thought = thought;
    }

    /** What the model says to a request. */
    static AnthropicAnswers to(JsonNode request, String model) {
        Prompt prompt = AnthropicPrompt.of(request);
        return new AnthropicAnswers(model, Turn.of(prompt), thought(request.path("thinking"), prompt));
    }

    /** By a budget it thinks before it calls tools, and not between. */
    private static @Nullable String thought(JsonNode thinking, Prompt prompt) {
        String type = thinking.path("type").asText();
        boolean thinks = type.equals("adaptive")
                || type.equals("enabled") && prompt.toolResults().isEmpty();
        if (!thinks) {
            return null;
        }
        return thinking.path("display").asText().equals("omitted") ? "" : Turn.THOUGHT;
    }

    Reply whole() {
        ObjectNode message = message();
        if (thought != null) {
            message.withArray("content")
                    .addObject()
                    .put("type", "thinking")
                    .put("thinking", thought)
                    .put("signature", ThoughtSignatures.of(thought));
        }
        if (!turn.text().isEmpty()) {
            message.withArray("content").addObject().put("type", "text").put("text", turn.text());
        }
        turn.calls()
                .forEach(call -> message.withArray("content").add(toolUse(call).set("input", call.arguments())));
        message.put("stop_reason", stopReason());
        message.set("usage", usage(turn.outputTokens()));
        return Reply.json(200, message.toString());
    }

    Reply stream() {
        ObjectNode start = data("message_start");
        start.set("message", message().set("usage", usage(1)));
        event(start, false);
        event(data("ping"), false);
        int index = 0;
        if (thought != null) {
            thinking(index++, thought);
        }
        if (!turn.pieces().isEmpty()) {
            text(index++);
        }
        for (Turn.Call call : turn.calls()) {
            call(index++, call);
        }
        ObjectNode delta = data("message_delta");
        delta.putObject("delta").put("stop_reason", stopReason()).putNull("stop_sequence");
        delta.set("usage", usage(turn.outputTokens()));
        event(delta, false);
        event(data("message_stop"), false);
        return Reply.stream("text/event-stream; charset=utf-8", frames);
    }

    private void thinking(int index, String thought) {
        ObjectNode start = data("content_block_start").put("index", index);
        start.putObject("content_block")
                .put("type", "thinking")
                .put("thinking", "")
                .put("signature", "");
        event(start, false);
        int middle = thought.length() / 3;
        for (String piece : List.of(thought.substring(0, middle), thought.substring(middle))) {
            ObjectNode delta = data("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", "thinking_delta").put("thinking", piece);
            event(delta, true);
        }
        ObjectNode signature = data("content_block_delta").put("index", index);
        signature.putObject("delta").put("type", "signature_delta").put("signature", ThoughtSignatures.of(thought));
        event(signature, true);
        event(data("content_block_stop").put("index", index), false);
    }

    private void text(int index) {
        ObjectNode start = data("content_block_start").put("index", index);
        start.putObject("content_block").put("type", "text").put("text", "");
        event(start, false);
        for (String piece : turn.pieces()) {
            ObjectNode delta = data("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", "text_delta").put("text", piece);
            event(delta, true);
        }
        event(data("content_block_stop").put("index", index), false);
    }

    /** The start carries an empty input, and the first delta an empty piece, as the real stream does. */
    private void call(int index, Turn.Call call) {
        ObjectNode start = data("content_block_start").put("index", index);
        start.set("content_block", toolUse(call).set("input", NODES.objectNode()));
        event(start, true);
        String input = call.arguments().toString();
        int middle = input.length() / 2;
        for (String piece : List.of("", input.substring(0, middle), input.substring(middle))) {
            ObjectNode delta = data("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", "input_json_delta").put("partial_json", piece);
            event(delta, true);
        }
        event(data("content_block_stop").put("index", index), false);
    }

    private ObjectNode message() {
        ObjectNode message = NODES.objectNode()
                .put("id", Canary.of("msg_01", 28))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    private static ObjectNode toolUse(Turn.Call call) {
        return NODES.objectNode()
                .put("type", "tool_use")
                .put("id", Canary.of("toolu_01", 30))
                .put("name", call.name());
    }

    private String stopReason() {
        return switch (turn.stop()) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
        };
    }

    private JsonNode usage(int outputTokens) {
        ObjectNode usage = NODES.objectNode()
                .put("input_tokens", turn.inputTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0);
        usage.putObject("cache_creation").put("ephemeral_5m_input_tokens", 0).put("ephemeral_1h_input_tokens", 0);
        return usage.put("output_tokens", outputTokens).put("service_tier", "standard");
    }

    private static ObjectNode data(String type) {
        return NODES.objectNode().put("type", type);
    }

    private void event(ObjectNode data, boolean content) {
        String event = "event: " + data.path("type").asText() + "\ndata: " + data + "\n\n";
        frames.add(content ? Reply.Frame.content(event) : Reply.Frame.of(event));
    }
}
