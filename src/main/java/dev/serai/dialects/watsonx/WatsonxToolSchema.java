package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import java.util.Set;

/**
 * Takes {@code additionalProperties: false} out of a tool's schema, which watsonx.ai has been seen to refuse: litellm leaves
 * it out ({@code llms/watsonx/chat/transformation.py}), IBM's reference is silent. A schema of further properties means
 * more than that, and stays. One for each schema.
 */
final class WatsonxToolSchema {
    private static final String ADDITIONAL = "additionalProperties";
    /** Under these stand names of the client's, each with a schema. */
    private static final Set<String> OF_NAMES =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    /** Values, no schemas. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final ObjectNode tree;
    private boolean wasClosed;

    WatsonxToolSchema(ObjectNode schema) {
        ObjectNode opened = schema(schema);
        tree = wasClosed ? opened : schema;
    }

    /** What is left; the client's own tree where nothing had to go. */
    ObjectNode tree() {
        return tree;
    }

    /** Whether something had to. */
    boolean wasClosed() {
        return wasClosed;
    }

    private ObjectNode schema(ObjectNode schema) {
        ObjectNode opened = Json.object();
        schema.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (DATA.contains(name)) {
                opened.set(name, value);
            } else if (OF_NAMES.contains(name) && value instanceof ObjectNode named) {
                ObjectNode each = opened.putObject(name);
                named.properties().forEach(entry -> each.set(entry.getKey(), opened(entry.getValue())));
            } else if (name.equals(ADDITIONAL) && value.isBoolean() && !value.booleanValue()) {
                wasClosed = true;
            } else {
                opened.set(name, opened(value));
            }
        });
        return opened;
    }

    private JsonNode opened(JsonNode value) {
        if (value instanceof ObjectNode schema) {
            return schema(schema);
        }
        if (!(value instanceof ArrayNode array)) {
            return value;
        }
        ArrayNode opened = array.arrayNode(array.size());
        array.forEach(element -> opened.add(opened(element)));
        return opened;
    }
}
