package dev.serai.fakes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of one of OCI's formats, whole or as a stream. */
final class OciAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String format;
    private final Turn turn;
    private final List<Reply.Frame> frames = new ArrayList<>();

    OciAnswers(String format, Turn turn) {
        this.format = format;
        this.turn = turn;
    }

    Reply whole() {
        ObjectNode result = NODES.objectNode().put("modelId", "model-of-oci").put("modelVersion", "1.0");
        ObjectNode response = result.putObject("chatResponse").put("apiFormat", format);
        switch (format) {
            case "COHERE" -> cohere(response);
            case "COHEREV2" -> {
                response.put("id", Canary.of("", 36));
                response.set("message", message(turn.text()));
                response.put("finishReason", finishReason());
            }
            default -> {
                response.put("timeCreated", "2026-11-22T12:00:00.000Z");
                ObjectNode choice = response.putArray("choices").addObject().put("index", 0);
                choice.set("message", message(turn.text()));
                choice.put("finishReason", finishReason());
            }
        }
        usage(response);
        return Reply.json(200, result.toString());
    }

    /** Blank lines between the events at times, and at times none. */
    Reply stream() {
        switch (format) {
            case "COHERE" -> cohereStream();
            case "COHEREV2" -> cohereV2Stream();
            default -> genericStream();
        }
        return Reply.stream("text/event-stream", frames);
    }

    private void genericStream() {
        for (String piece : turn.pieces()) {
            ObjectNode event = NODES.objectNode().put("index", 0);
            event.set("message", text(piece));
            event(event, true);
        }
        for (Turn.Call call : turn.calls()) {
            String arguments = call.arguments().toString();
            int middle = arguments.length() / 2;
            fragment(Canary.of("call_", 29), call.name(), arguments.substring(0, middle));
            fragment(null, null, arguments.substring(middle));
        }
        ObjectNode last = NODES.objectNode().put("index", 0).put("finishReason", finishReason());
        event(usage(last), false);
    }

    private void fragment(@Nullable String id, @Nullable String name, String arguments) {
        ObjectNode event = NODES.objectNode().put("index", 0);
        ObjectNode call = event.putObject("message")
                .put("role", "ASSISTANT")
                .putArray("toolCalls")
                .addObject()
                .put("type", "FUNCTION")
                .put("arguments", arguments);
        if (id != null) {
            call.put("id", id).put("name", name);
        }
        event(event, true);
    }

    private void cohereStream() {
        for (String piece : turn.pieces()) {
            event(NODES.objectNode().put("apiFormat", format).put("text", piece), true);
        }
        ObjectNode last = NODES.objectNode().put("apiFormat", format);
        cohere(last);
        event(usage(last), !turn.calls().isEmpty());
    }

    private void cohereV2Stream() {
        for (String piece : turn.pieces()) {
            ObjectNode event = NODES.objectNode().put("apiFormat", format);
            event.set("message", text(piece));
            event(event, true);
        }
        ObjectNode last = NODES.objectNode().put("apiFormat", format);
        last.set("message", message(turn.text()));
        event(usage(last.put("finishReason", finishReason())), !turn.calls().isEmpty());
    }

    private void cohere(ObjectNode response) {
        response.put("text", turn.text());
        turn.calls().forEach(call -> response.withArray("toolCalls")
                .addObject()
                .put("name", call.name())
                .set("parameters", call.arguments()));
        response.putArray("chatHistory").addObject().put("role", "CHATBOT").put("message", turn.text());
        response.put("finishReason", finishReason());
    }

    private ObjectNode text(String text) {
        ObjectNode message = NODES.objectNode().put("role", "ASSISTANT");
        message.putArray("content").addObject().put("type", "TEXT").put("text", text);
        return message;
    }

    private ObjectNode message(String text) {
        ObjectNode message = text.isEmpty() ? NODES.objectNode().put("role", "ASSISTANT") : text(text);
        if (text.isEmpty()) {
            message.putArray("content");
        }
        for (Turn.Call call : turn.calls()) {
            ArrayNode calls = message.withArray("toolCalls");
            ObjectNode written =
                    calls.addObject().put("id", Canary.of("call_", 29)).put("type", "FUNCTION");
            ObjectNode function = format.equals("COHEREV2") ? written.putObject("function") : written;
            function.put("name", call.name()).put("arguments", call.arguments().toString());
        }
        return message;
    }

    private String finishReason() {
        boolean generic = format.equals("GENERIC");
        return switch (turn.stop()) {
            case END -> generic ? "stop" : "COMPLETE";
            case LENGTH -> generic ? "length" : "MAX_TOKENS";
            case TOOLS -> generic ? "tool_calls" : format.equals("COHERE") ? "COMPLETE" : "TOOL_CALL";
        };
    }

    private ObjectNode usage(ObjectNode holder) {
        holder.putObject("usage")
                .put("promptTokens", turn.inputTokens())
                .put("completionTokens", turn.outputTokens())
                .put("totalTokens", turn.inputTokens() + turn.outputTokens());
        return holder;
    }

    private void event(ObjectNode data, boolean content) {
        String event = "data: " + data + (frames.size() % 2 == 0 ? "\n\n" : "\n");
        frames.add(content ? Reply.Frame.content(event) : Reply.Frame.of(event));
    }
}
