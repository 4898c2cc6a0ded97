package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.Usage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code response} object around its output: who answers, and what was asked, which clients want to see again. What stays
 * the same is written once. One for each answer, for one thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">OpenAI: the response object</a>
 */
final class ResponseFrame {
    /** Fields that are told as they were asked, or as null. */
    private static final List<String> ECHOED = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "user");

    /** Fields that are told anew each time. */
    private static final List<String> CHANGING =
            List.of("status", "error", "incomplete_details", "output", "usage", "service_tier");

    private static final String NULL = "null";

    private final byte[] head;
    private final byte[] echo;

    ResponseFrame(ResponsesRequest request, AnswerContext context) {
        head = new JsonBytes(128)
                .raw("{\"id\":")
                .string(AnswerIds.of("resp_"))
                .raw(",\"object\":\"response\",\"created_at\":")
                .number(context.created())
                .raw(",\"background\":false,\"model\":")
                .string(context.model())
                .toByteArray();
        echo = echo(request);
    }

    /** The same around the rest of an output, of which a client has the beginning within this object. */
    ResponseFrame(ObjectNode told) {
        ObjectNode same = told.deepCopy();
        same.remove(CHANGING);
        byte[] object = Json.bytes(same);
        head = Arrays.copyOf(object, object.length - 1);
        echo = new byte[0];
    }

    /**
     * The whole object.
     *
     * @param status {@code in_progress}, {@code completed}, {@code incomplete} or {@code failed}
     * @param output its items, an array
     * @param error what broke it, with {@code code} and {@code message}, or null
     * @param incomplete why it is incomplete, or null
     * @param usage only what a provider reported is told
     * @param serviceTier the tier that answered, or null
     */
    byte[] json(
            String status,
            byte[] output,
            @Nullable ObjectNode error,
            @Nullable String incomplete,
            Usage usage,
            @Nullable String serviceTier) {
        JsonBytes json = new JsonBytes(head.length + echo.length + output.length + 512).raw(head);
        json.raw(",\"status\":").string(status).raw(",\"error\":");
        if (error == null) {
            json.raw(NULL);
        } else {
            json.raw(Json.bytes(error));
        }
        json.raw(",\"incomplete_details\":");
        if (incomplete == null) {
            json.raw(NULL);
        } else {
            json.raw("{\"reason\":").string(incomplete).raw("}");
        }
        json.raw(",\"output\":").raw(output).raw(echo);
        if (serviceTier != null) {
            json.raw(",\"service_tier\":").string(serviceTier);
        }
        return usage(usage, json.raw(",\"usage\":")).raw("}").toByteArray();
    }

    private static JsonBytes usage(Usage usage, JsonBytes json) {
        if (!usage.reported()) {
            return json.raw(NULL);
        }
        json.raw("{\"input_tokens\":").number(usage.promptTokens());
        json.raw(",\"input_tokens_details\":{\"cached_tokens\":").number(usage.cacheRead());
        json.raw(",\"cache_write_tokens\":").number(usage.cacheWrite());
        json.raw("},\"output_tokens\":").number(usage.output());
        json.raw(",\"output_tokens_details\":{\"reasoning_tokens\":").number(usage.reasoning());
        return json.raw("},\"total_tokens\":").number(usage.totalTokens()).raw("}");
    }

    private static byte[] echo(ResponsesRequest request) {
        ObjectNode echo = Json.object();
        ECHOED.forEach(name -> echo.set(name, request.tree().get(name)));
        echo.set("metadata", orElse(request.field("metadata"), Json.object()));
        echo.set("parallel_tool_calls", orElse(request.field("parallel_tool_calls"), echo.booleanNode(true)));
        echo.putNull("previous_response_id");
        ObjectNode reasoning = echo.putObject("reasoning");
        reasoning.set("effort", request.tree().path("reasoning").get("effort"));
        reasoning.set("summary", request.tree().path("reasoning").get("summary"));
        echo.put("store", false);
        echo.set("temperature", orElse(request.field("temperature"), echo.numberNode(BigDecimal.ONE)));
        echo.set("text", text(request.tree().path("text")));
        echo.set("tool_choice", orElse(request.field("tool_choice"), echo.textNode("auto")));
        echo.set("tools", tools(request.tree().path("tools")));
        echo.set("top_logprobs", orElse(request.field("top_logprobs"), echo.numberNode(0)));
        echo.set("top_p", orElse(request.field("top_p"), echo.numberNode(BigDecimal.ONE)));
        echo.set("truncation", orElse(request.field("truncation"), echo.textNode("disabled")));
        byte[] object = Json.bytes(echo);
        // Goes behind other fields: a comma for its brace, and no brace at its end.
        object[0] = ',';
        return Arrays.copyOf(object, object.length - 1);
    }

    private static JsonNode orElse(@Nullable JsonNode value, JsonNode otherwise) {
        return value == null ? otherwise : value;
    }

    private static ObjectNode text(JsonNode asked) {
        ObjectNode text = Json.object();
        text.set("format", orElse(Json.field(asked, "format"), Json.object().put("type", "text")));
        text.set("verbosity", orElse(Json.field(asked, "verbosity"), text.textNode("medium")));
        return text;
    }

    /** As they were asked, and whether they are strict, which is a default here. */
    private static ArrayNode tools(JsonNode asked) {
        ArrayNode tools = Json.object().arrayNode();
        for (JsonNode tool : asked) {
            if (tool.path("type").asText().equals("function")) {
                ObjectNode function = Json.object().put("type", "function");
                tool.properties().forEach(field -> function.set(field.getKey(), field.getValue()));
                function.put("strict", ChatTools.strict(tool));
                tools.add(function.has("parameters") ? function : function.putNull("parameters"));
            } else {
                tools.add(tool);
            }
        }
        return tools;
    }
}
