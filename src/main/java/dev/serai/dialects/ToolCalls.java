package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that an assistant message made, of functions, custom tools and deprecated functions. Stateless. */
final class ToolCalls {
    private ToolCalls() {}

    /** The id of a message's deprecated {@code function_call}, which has none: the same in every attempt. */
    static String functionCallId(int index) {
        return "call_function_" + index;
    }

    static List<Part.ToolCall> of(int index, JsonNode message) {
        String path = "messages[" + index + "]";
        List<Part.ToolCall> calls = new ArrayList<>();
        JsonNode toolCalls = message.path("tool_calls");
        for (int i = 0; i < toolCalls.size(); i++) {
            calls.add(call(toolCalls.get(i), path + ".tool_calls[" + i + "]"));
        }
        JsonNode functionCall = Json.field(message, "function_call");
        if (functionCall != null && calls.isEmpty()) {
            // What its provider gave with it stands with the message.
            JsonNode extraContent = Json.field(message, "extra_content");
            calls.add(function(functionCallId(index), functionCall, path + ".function_call", extraContent, null));
        }
        return calls;
    }

    private static Part.ToolCall call(JsonNode call, String path) {
        String id = Json.text(call, "id");
        if (id == null || id.isEmpty()) {
            throw GatewayException.invalid("missing_required_parameter", path + ".id", "A tool call has an id.");
        }
        CacheMark mark = CacheMark.on(call);
        JsonNode extraContent = Json.field(call, "extra_content");
        JsonNode custom = Json.field(call, "custom");
        if (custom != null) {
            ObjectNode input = Json.object()
                    .put(ToolDefinition.CUSTOM_INPUT, custom.path("input").asText());
            return new Part.ToolCall(id, custom.path("name").asText(), input, extraContent, mark);
        }
        return function(id, call.path("function"), path + ".function", extraContent, mark);
    }

    private static Part.ToolCall function(
            String id, JsonNode function, String path, @Nullable JsonNode extraContent, @Nullable CacheMark mark) {
        String arguments = function.path("arguments").asText("");
        return new Part.ToolCall(
                id, function.path("name").asText(), arguments(arguments, path + ".arguments"), extraContent, mark);
    }

    /** OpenAI has them as a text; every other provider has the object. */
    private static ObjectNode arguments(String text, String path) {
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            if (Json.parse(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            throw notAnObject(path);
        }
        throw notAnObject(path);
    }

    private static GatewayException notAnObject(String path) {
        return GatewayException.invalid(
                "invalid_value", path, "The arguments of a tool call are the text of one JSON object.");
    }
}
