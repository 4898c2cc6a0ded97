package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Whether OpenAI can hold an answer to a schema to the letter: where each object requires every property that it has, and
 * takes no other. Anthropic asks for the latter alone. Stateless.
 *
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs">OpenAI: supported schemas</a>
 */
final class StrictSchema {
    private StrictSchema() {}

    static boolean fits(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        if (properties.isObject()) {
            boolean closed = schema.path("additionalProperties").isBoolean()
                    && !schema.path("additionalProperties").booleanValue();
            if (!closed || schema.path("required").size() != properties.size()) {
                return false;
            }
        }
        for (JsonNode each : schema) {
            if (each.isContainerNode() && !fits(each)) {
                return false;
            }
        }
        return true;
    }
}
