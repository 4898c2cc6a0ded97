package dev.serai.fakes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of watsonx.ai's chat or text generation, whole or as a stream. */
final class WatsonxAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CREATED_AT = "2026-01-15T12:00:00.000Z";

    private final String id = Canary.of("chatcmpl-", 41);
    private final String model;
    private final Turn turn;
    private int events;

    WatsonxAnswers(String model, Turn turn) {
        this.model = model;
        this.turn = turn;
    }

    Reply whole() {
        ObjectNode message = NODES.objectNode().put("role", "assistant");
        if (turn.calls().isEmpty()) {
            message.put("content", turn.text());
        }
        for (int i = 0; i < turn.calls().size(); i++) {
            Turn.Call call = turn.calls().get(i);
            function(message.withArray("tool_calls").addObject(), i)
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString());
        }
        ObjectNode answer = head();
        answer.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finishReason())
                .set("message", message);
        answer.set("usage", usage());
        answer.putObject("system")
                .putArray("warnings")
                .addObject()
                .put("message", "This model is a Non-IBM Product governed by a third-party license.")
                .put("id", "disclaimer_warning");
        return Reply.json(200, answer.toString());
    }

    /** Ends without a {@code [DONE]}. */
    Reply stream() {
        List<Reply.Frame> frames = new ArrayList<>();
        frames.add(chunk(NODES.objectNode().put("role", "assistant").put("content", ""), null, false));
        turn.pieces().forEach(piece -> frames.add(chunk(NODES.objectNode().put("content", piece), null, true)));
        for (int i = 0; i < turn.calls().size(); i++) {
            toolCall(i, turn.calls().get(i), frames);
        }
        frames.add(chunk(NODES.objectNode().put("content", ""), finishReason(), false));
        ObjectNode last = head();
        last.putArray("choices");
        last.set("usage", usage());
        frames.add(event(last, false));
        return Reply.stream("text/event-stream;charset=utf-8", frames);
    }

    Reply generation() {
        return Reply.json(
                200, results(turn.text(), turn.outputTokens(), stopReason()).toString());
    }

    Reply generationStream() {
        List<Reply.Frame> frames = new ArrayList<>();
        int count = 0;
        for (String piece : turn.pieces()) {
            frames.add(event(results(piece, ++count, "not_finished"), true));
        }
        frames.add(event(results("", count, stopReason()), false));
        return Reply.stream("text/event-stream;charset=utf-8", frames);
    }

    private void toolCall(int index, Turn.Call call, List<Reply.Frame> frames) {
        String callId = Canary.of("chatcmpl-tool-", 46);
        String arguments = call.arguments().toString();
        int middle = arguments.length() / 2;
        for (String piece : List.of("", arguments.substring(0, middle), arguments.substring(middle))) {
            ObjectNode delta = NODES.objectNode();
            ObjectNode fragment = delta.putArray("tool_calls").addObject();
            fragment.put("index", index).put("id", callId).put("type", "function");
            fragment.putObject("function")
                    .put("name", piece.isEmpty() ? call.name() : "")
                    .put("arguments", piece);
            frames.add(chunk(delta, null, true));
        }
    }

    private static ObjectNode function(ObjectNode call, int index) {
        return call.put("index", index)
                .put("id", Canary.of("chatcmpl-tool-", 46))
                .put("type", "function")
                .putObject("function");
    }

    private Reply.Frame chunk(ObjectNode delta, @Nullable String finishReason, boolean content) {
        ObjectNode chunk = head();
        ArrayNode choices = chunk.putArray("choices");
        choices.addObject().put("index", 0).put("finish_reason", finishReason).set("delta", delta);
        return event(chunk, content);
    }

    private ObjectNode results(String text, int tokens, String stopReason) {
        ObjectNode answer = NODES.objectNode().put("model_id", model).put("created_at", CREATED_AT);
        answer.putArray("results")
                .addObject()
                .put("generated_text", text)
                .put("generated_token_count", tokens)
                .put("input_token_count", turn.inputTokens())
                .put("stop_reason", stopReason);
        return answer;
    }

    private ObjectNode head() {
        return NODES.objectNode()
                .put("id", id)
                .put("object", "chat.completion")
                .put("model_id", model)
                .put("model", model)
                .put("created", 1_768_478_400)
                .put("model_version", "4.0.0")
                .put("created_at", CREATED_AT);
    }

    private String finishReason() {
        return switch (turn.stop()) {
            case END -> "stop";
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
        };
    }

    private String stopReason() {
        return turn.stop() == Turn.Stop.LENGTH ? "max_tokens" : "eos_token";
    }

    private ObjectNode usage() {
        return NODES.objectNode()
                .put("completion_tokens", turn.outputTokens())
                .put("prompt_tokens", turn.inputTokens())
                .put("total_tokens", turn.inputTokens() + turn.outputTokens());
    }

    private Reply.Frame event(ObjectNode data, boolean content) {
        String event = "id: " + ++events + "\nevent: message\ndata: " + data + "\n\n";
        return content ? Reply.Frame.content(event) : Reply.Frame.of(event);
    }
}
