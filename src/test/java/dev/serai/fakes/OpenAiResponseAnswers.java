package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shape of OpenAI's Responses, whole or as a stream. */
final class OpenAiResponseAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String IN_PROGRESS = "in_progress";
    private static final String COMPLETED = "completed";

    private final String id = Canary.of("resp_", 53);
    private final JsonNode request;
    private final Turn turn;
    private final boolean filtered;
    private final List<Reply.Frame> frames = new ArrayList<>();
    private int sequence;

    OpenAiResponseAnswers(JsonNode request, Turn turn) {
        this(request, turn, false);
    }

    /** @param filtered whether a content filter reports on it, as Azure's does */
    OpenAiResponseAnswers(JsonNode request, Turn turn, boolean filtered) {
        this.request = request;
        this.turn = turn;
        this.filtered = filtered;
    }

    Reply whole() {
        return Reply.json(200, response(status(), output()).toString());
    }

    Reply stream() {
        frame("response.created", NODES.objectNode().set("response", response(IN_PROGRESS, NODES.arrayNode())), false);
        frame(
                "response.in_progress",
                NODES.objectNode().set("response", response(IN_PROGRESS, NODES.arrayNode())),
                false);
        ArrayNode output = output();
        for (int i = 0; i < output.size(); i++) {
            item(i, (ObjectNode) output.get(i));
        }
        frame("response." + status(), NODES.objectNode().set("response", response(status(), output)), false);
        return Reply.stream("text/event-stream; charset=utf-8", frames);
    }

    private void item(int index, ObjectNode item) {
        ObjectNode begun = item.deepCopy().put("status", IN_PROGRESS);
        switch (item.path("type").asText()) {
            case "message" -> begun.putArray("content");
            case "function_call" -> begun.put("arguments", "");
            default -> {}
        }
        frame("response.output_item.added", about(index).set("item", begun), false);
        String itemId = item.path("id").asText();
        if (item.path("type").asText().equals("message")) {
            text(index, itemId, item.at("/content/0"));
        } else if (item.path("type").asText().equals("function_call")) {
            arguments(index, itemId, item.path("arguments").asText());
        }
        frame("response.output_item.done", about(index).set("item", item), false);
    }

    private void text(int index, String itemId, JsonNode part) {
        ObjectNode empty = ((ObjectNode) part.deepCopy()).put("text", "");
        frame("response.content_part.added", within(index, itemId).set("part", empty), false);
        for (String piece : turn.pieces()) {
            ObjectNode delta = within(index, itemId).put("delta", piece);
            delta.putArray("logprobs");
            frame("response.output_text.delta", delta.put("obfuscation", Canary.of("", 6)), true);
        }
        ObjectNode done = within(index, itemId).put("text", part.path("text").asText());
        done.putArray("logprobs");
        frame("response.output_text.done", done, false);
        frame("response.content_part.done", within(index, itemId).set("part", part), false);
    }

    private void arguments(int index, String itemId, String arguments) {
        int middle = arguments.length() / 2;
        for (String piece : List.of(arguments.substring(0, middle), arguments.substring(middle))) {
            frame(
                    "response.function_call_arguments.delta",
                    about(index).put("item_id", itemId).put("delta", piece),
                    true);
        }
        frame(
                "response.function_call_arguments.done",
                about(index).put("item_id", itemId).put("arguments", arguments),
                false);
    }

    private static ObjectNode about(int index) {
        return NODES.objectNode().put("output_index", index);
    }

    private static ObjectNode within(int index, String itemId) {
        return about(index).put("item_id", itemId).put("content_index", 0);
    }

    private void frame(String type, JsonNode fields, boolean content) {
        ObjectNode event = NODES.objectNode().put("type", type).put("sequence_number", sequence++);
        event.setAll((ObjectNode) fields);
        String text = "event: " + type + "\ndata: " + event + "\n\n";
        frames.add(content ? Reply.Frame.content(text) : Reply.Frame.of(text));
    }

    private String status() {
        return turn.stop() == Turn.Stop.LENGTH ? "incomplete" : COMPLETED;
    }

    private @Nullable ArrayNode made;

    private ArrayNode output() {
        if (made == null) {
            made = items();
        }
        return made;
    }

    private ArrayNode items() {
        ArrayNode output = NODES.arrayNode();
        if (OpenAiResponseRules.isReasoning(request.path("model").asText())) {
            ObjectNode reasoning =
                    output.addObject().put("id", Canary.of("rs_", 51)).put("type", "reasoning");
            reasoning.putArray("summary");
            if (request.path("include").toString().contains("reasoning.encrypted_content")) {
                reasoning.put("encrypted_content", Canary.of(OpenAiResponseRules.SEALED, 60));
            }
        }
        for (Turn.Call call : turn.calls()) {
            output.addObject()
                    .put("id", Canary.of("fc_", 51))
                    .put("type", "function_call")
                    .put("status", COMPLETED)
                    .put("arguments", call.arguments().toString())
                    .put("call_id", Canary.of("call_", 29))
                    .put("name", call.name());
        }
        if (turn.calls().isEmpty()) {
            ObjectNode message = output.addObject()
                    .put("id", Canary.of("msg_", 52))
                    .put("type", "message")
                    .put("status", status())
                    .put("role", "assistant");
            ObjectNode part = message.putArray("content")
                    .addObject()
                    .put("type", "output_text")
                    .put("text", turn.text());
            part.putArray("annotations");
            part.putArray("logprobs");
        }
        return output;
    }

    private ObjectNode response(String status, ArrayNode output) {
        ObjectNode response = NODES.objectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", 1_768_478_400)
                .put("status", status)
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .putNull("instructions")
                .put("model", request.path("model").asText("gpt-4o-2024-08-06"));
        if (status.equals("incomplete")) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        response.set("output", output);
        response.put("parallel_tool_calls", true)
                .putNull("previous_response_id")
                .put("service_tier", "default")
                .put("store", request.path("store").asBoolean(true))
                .put("temperature", 1.0)
                .put("tool_choice", "auto")
                .put("top_p", 1.0)
                .put("truncation", "disabled");
        if (filtered) {
            response.putArray("content_filters")
                    .addObject()
                    .put("blocked", false)
                    .put("source_type", "prompt")
                    .putObject("content_filter_results");
        }
        response.putObject("metadata");
        response.set("tools", request.has("tools") ? request.get("tools") : NODES.arrayNode());
        response.putObject("text").putObject("format").put("type", "text");
        if (status.equals(IN_PROGRESS)) {
            return response.putNull("usage");
        }
        ObjectNode usage = response.putObject("usage").put("input_tokens", turn.inputTokens());
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", turn.outputTokens())
                .putObject("output_tokens_details")
                .put("reasoning_tokens", 0);
        usage.put("total_tokens", turn.inputTokens() + turn.outputTokens());
        return response;
    }
}
