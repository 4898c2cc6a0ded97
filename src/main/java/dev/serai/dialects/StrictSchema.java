package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether OpenAI holds a model to a schema to the letter, asked where it is not the client who wants it to: a schema with
 * anything that is not known to be taken is refused with 400, where without {@code strict} it is served. One for each schema.
 *
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI: supported schemas</a>
 */
public final class StrictSchema {
    private static final int MOST_LEVELS = 10;
    private static final int MOST_PROPERTIES = 5_000;
    private static final int MOST_ENUM_VALUES = 1_000;

    private static final String TYPE = "type";
    private static final String PROPERTIES = "properties";

    /** Taken whatever their value, or looked at with the object that they belong to. */
    private static final Set<String> TAKEN = Set.of(
            TYPE,
            "title",
            "description",
            "const",
            "required",
            "additionalProperties",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    private int properties;
    private int enumValues;

    private StrictSchema() {}

    /** Whether all of a schema is known to be taken; one that is not of an object never is. */
    public static boolean fits(JsonNode schema) {
        if (!"object".equals(Json.text(schema, TYPE)) || schema.has("anyOf")) {
            return false;
        }
        StrictSchema strict = new StrictSchema();
        return strict.taken(schema, 1) && strict.properties <= MOST_PROPERTIES && strict.enumValues <= MOST_ENUM_VALUES;
    }

    private boolean taken(JsonNode schema, int level) {
        if (!schema.isObject() || level > MOST_LEVELS) {
            return false;
        }
        if (schema.has("$ref")) {
            return schema.size() == 1 && schema.path("$ref").asText().startsWith("#");
        }
        if (!isTyped(schema)
                || isOf("object", schema) && !isClosed(schema)
                || isOf("array", schema) && !schema.has("items")) {
            return false;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (!taken(keyword.getKey(), keyword.getValue(), level)) {
                return false;
            }
        }
        return true;
    }

    private boolean taken(String keyword, JsonNode value, int level) {
        return switch (keyword) {
            case PROPERTIES -> {
                properties += value.size();
                yield eachTaken(value, level + 1);
            }
            case "$defs" -> eachTaken(value, level + 1);
            case "items" -> taken(value, level + 1);
            case "anyOf" -> value.isArray() && eachTaken(value, level);
            case "enum" -> {
                enumValues += value.size();
                yield value.isArray();
            }
            case "format" -> FORMATS.contains(value.asText());
            // A look ahead or behind is none that a grammar has (k).
            case "pattern" -> !value.asText().replace("(?:", "(").contains("(?");
            // As OpenAI's own SDK writes it.
            case "$schema" -> level == 1;
            default -> TAKEN.contains(keyword);
        };
    }

    private boolean eachTaken(JsonNode schemas, int level) {
        for (JsonNode schema : schemas) {
            if (!taken(schema, level)) {
                return false;
            }
        }
        return true;
    }

    /** {@code enum} and {@code const} alone are refused. */
    private static boolean isTyped(JsonNode schema) {
        return schema.has(TYPE) || schema.has("anyOf");
    }

    private static boolean isOf(String type, JsonNode schema) {
        boolean is = schema.path(TYPE).asText().equals(type) || type.equals("object") && schema.has(PROPERTIES);
        for (JsonNode each : schema.path(TYPE)) {
            is |= each.asText().equals(type);
        }
        return is;
    }

    /** Whether an object has properties, requires them all, and takes no others. */
    private static boolean isClosed(JsonNode object) {
        JsonNode additional = object.path("additionalProperties");
        if (!object.path(PROPERTIES).isObject() || !additional.isBoolean() || additional.booleanValue()) {
            return false;
        }
        Set<String> names = new HashSet<>();
        object.path(PROPERTIES).fieldNames().forEachRemaining(names::add);
        Set<String> required = new HashSet<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        return object.path("required").isArray() && required.equals(names);
    }
}
