package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;
import java.util.Map;
import java.util.Set;

/**
 * What OpenAI has and the other providers don't: a parameter that changes what the answer means is refused, any other one
 * is left out and named. Stateless.
 */
final class UnservedParameters {
    /** Looked at elsewhere. */
    private static final Set<String> SERVED = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "response_format",
            "reasoning_effort",
            "thinking",
            "user",
            "safety_identifier",
            "metadata",
            "service_tier");

    private UnservedParameters() {}

    static void sort(ChatRequest request, Set<String> servedByDialect, DroppedParameters dropped) {
        for (Map.Entry<String, JsonNode> parameter : request.tree().properties()) {
            String name = parameter.getKey();
            JsonNode value = parameter.getValue();
            if (value.isNull() || SERVED.contains(name) || servedByDialect.contains(name) || saysNothing(name, value)) {
                continue;
            }
            if (changesTheMeaning(name, value)) {
                throw GatewayException.invalid(
                        "unsupported_parameter", name, "The providers of this model can't serve this parameter.");
            }
            dropped.leftOut(name);
        }
    }

    /** Values that are OpenAI's default: leaving them out changes nothing. */
    private static boolean saysNothing(String name, JsonNode value) {
        return switch (name) {
            case "n" -> value.asInt() == 1;
            case "presence_penalty", "frequency_penalty", "top_logprobs" -> value.asDouble() == 0;
            case "logprobs", "store" -> !value.asBoolean();
            case "logit_bias" -> value.isEmpty();
            case "modalities" -> !speaks(value);
            default -> false;
        };
    }

    private static boolean changesTheMeaning(String name, JsonNode value) {
        return switch (name) {
            case "n", "logprobs", "web_search_options" -> true;
            case "modalities" -> speaks(value);
            default -> false;
        };
    }

    private static boolean speaks(JsonNode modalities) {
        for (JsonNode modality : modalities) {
            if (modality.asText().equals("audio")) {
                return true;
            }
        }
        return false;
    }
}
