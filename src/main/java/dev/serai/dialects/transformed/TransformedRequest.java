package dev.serai.dialects.transformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.Transformation;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes another request of a client's, as a transformation says. Pure functions. */
public final class TransformedRequest {
    private static final ObjectMapper VALUES = new ObjectMapper();
    private static final ChatRequestReader READER = new ChatRequestReader();
    /** Two names of one limit, of which no request may have both. */
    private static final Map<String, String> ALIASES =
            Map.of("max_tokens", "max_completion_tokens", "max_completion_tokens", "max_tokens");

    private TransformedRequest() {}

    /** All steps in their order; of several system messages the first step's is the first. */
    public static ChatRequest of(ChatRequest request, Transformation.Named transformation) {
        ObjectNode tree = request.tree().deepCopy();
        int injected = 0;
        for (Transformation step : transformation.steps()) {
            step.parameterOverrides().forEach((name, value) -> override(tree, name, value));
            step.parameterDefaults().forEach((name, value) -> fill(tree, name, value));
            if (step.injectSystemMessage() != null && tree.get("messages") instanceof ArrayNode messages) {
                messages.insert(injected++, system(step.injectSystemMessage()));
            }
        }
        return READER.made(Json.bytes(tree));
    }

    private static ObjectNode system(String text) {
        return Json.object().put("role", "system").put("content", text);
    }

    private static void override(ObjectNode tree, String name, Object value) {
        String alias = ALIASES.get(name);
        if (alias != null) {
            tree.remove(alias);
        }
        tree.set(name, VALUES.valueToTree(value));
    }

    private static void fill(ObjectNode tree, String name, Object value) {
        if (field(tree, name) == null && field(tree, ALIASES.get(name)) == null) {
            tree.set(name, VALUES.valueToTree(value));
        }
    }

    private static @Nullable JsonNode field(ObjectNode tree, @Nullable String name) {
        return name == null ? null : Json.field(tree, name);
    }
}
