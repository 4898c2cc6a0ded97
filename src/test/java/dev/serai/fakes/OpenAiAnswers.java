package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of OpenAI's chat completions, whole or as a stream. */
final class OpenAiAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String id = Canary.of("chatcmpl-", 38);
    private final String model;
    private final Turn turn;
    private final boolean usageInStream;
    private final int firstTool;

    OpenAiAnswers(String model, Turn turn, boolean usageInStream) {
        this(model, turn, usageInStream, 0);
    }

    /** @param firstTool the number of a stream's first tool call: OpenAI's is 0 */
    OpenAiAnswers(String model, Turn turn, boolean usageInStream, int firstTool) {
        this.model = model;
        this.turn = turn;
        this.usageInStream = usageInStream;
        this.firstTool = firstTool;
    }

    Reply whole() {
        ObjectNode message = NODES.objectNode().put("role", "assistant");
        message.put("content", turn.calls().isEmpty() ? turn.text() : null);
        message.putNull("refusal").putArray("annotations");
        if (!turn.calls().isEmpty()) {
            turn.calls().forEach(call -> message.withArray("tool_calls")
                    .addObject()
                    .put("id", Canary.of("call_", 29))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString()));
        }
        ObjectNode answer = head("chat.completion");
        answer.putArray("choices")
                .addObject()
                .put("index", 0)
                .putNull("logprobs")
                .put("finish_reason", finishReason())
                .set("message", message);
        answer.set("usage", usage());
        return Reply.json(200, answer.put("service_tier", "default").toString());
    }

    Reply stream() {
        List<Reply.Frame> frames = new ArrayList<>();
        frames.add(chunk(delta().put("role", "assistant").put("content", "").putNull("refusal"), null, false));
        turn.pieces().forEach(piece -> frames.add(chunk(delta().put("content", piece), null, true)));
        for (int i = 0; i < turn.calls().size(); i++) {
            toolCall(firstTool + i, turn.calls().get(i), frames);
        }
        frames.add(chunk(delta(), finishReason(), false));
        if (usageInStream) {
            ObjectNode last = head("chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage());
            frames.add(event(last, false));
        }
        frames.add(Reply.Frame.of("data: [DONE]\n\n"));
        return Reply.stream("text/event-stream; charset=utf-8", frames);
    }

    private void toolCall(int index, Turn.Call call, List<Reply.Frame> frames) {
        ObjectNode opened = delta();
        opened.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .put("id", Canary.of("call_", 29))
                .put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", "");
        frames.add(chunk(opened, null, true));
        String arguments = call.arguments().toString();
        int middle = arguments.length() / 2;
        for (String piece : List.of(arguments.substring(0, middle), arguments.substring(middle))) {
            ObjectNode more = delta();
            more.putArray("tool_calls")
                    .addObject()
                    .put("index", index)
                    .putObject("function")
                    .put("arguments", piece);
            frames.add(chunk(more, null, true));
        }
    }

    private Reply.Frame chunk(ObjectNode delta, @Nullable String finishReason, boolean content) {
        ObjectNode chunk = head("chat.completion.chunk");
        ArrayNode choices = chunk.putArray("choices");
        choices.addObject()
                .put("index", 0)
                .putNull("logprobs")
                .put("finish_reason", finishReason)
                .set("delta", delta);
        if (usageInStream) {
            chunk.putNull("usage");
        }
        return event(chunk.put("obfuscation", Canary.of("", 6)), content);
    }

    private ObjectNode head(String object) {
        return NODES.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", 1_768_478_400)
                .put("model", model)
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_44709d6fcb");
    }

    private String finishReason() {
        return switch (turn.stop()) {
            case END -> "stop";
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
        };
    }

    private JsonNode usage() {
        ObjectNode usage = NODES.objectNode()
                .put("prompt_tokens", turn.inputTokens())
                .put("completion_tokens", turn.outputTokens())
                .put("total_tokens", turn.inputTokens() + turn.outputTokens());
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    private static Reply.Frame event(ObjectNode data, boolean content) {
        String event = "data: " + data + "\n\n";
        return content ? Reply.Frame.content(event) : Reply.Frame.of(event);
    }

    private static ObjectNode delta() {
        return NODES.objectNode();
    }
}
