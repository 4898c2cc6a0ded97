package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Makes a value that a JSON schema accepts: every property given, strings filled with what the model has to say, lists empty where
 * a schema that refers to itself would go on for ever.
 */
final class SchemaSample {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final int DEEPEST_LIST = 4;

    private final JsonNode root;
    private final String text;
    private int lists;

    private SchemaSample(JsonNode root, String text) {
        this.root = root;
        this.text = text;
    }

    static JsonNode of(JsonNode schema, String text) {
        return new SchemaSample(schema, text).value(schema);
    }

    private JsonNode value(JsonNode schema) {
        if (schema.has("$ref")) {
            return value(root.at(schema.get("$ref").asText().substring(1)));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        if (schema.has("anyOf")) {
            return value(schema.get("anyOf").get(0));
        }
        return typed(schema);
    }

    private JsonNode typed(JsonNode schema) {
        JsonNode type = schema.path("type");
        return switch ((type.isArray() ? type.get(0) : type).asText("object").toLowerCase(Locale.ROOT)) {
            case "string" -> NODES.textNode(text);
            case "integer" -> NODES.numberNode(schema.path("minimum").asInt(1));
            case "number" -> NODES.numberNode(schema.path("minimum").asDouble(1.5));
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            case "array" -> array(schema.path("items"));
            default -> object(schema.path("properties"));
        };
    }

    private ArrayNode array(JsonNode items) {
        ArrayNode array = NODES.arrayNode();
        if (lists < DEEPEST_LIST) {
            lists++;
            array.add(value(items));
            lists--;
        }
        return array;
    }

    private ObjectNode object(JsonNode properties) {
        ObjectNode object = NODES.objectNode();
        properties.properties().forEach(property -> object.set(property.getKey(), value(property.getValue())));
        return object;
    }
}
