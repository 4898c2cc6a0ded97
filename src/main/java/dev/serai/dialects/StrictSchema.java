package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether OpenAI holds a model to a schema to the letter, asked where it is not the client who wants it to: a schema with
 * anything that is not known to be taken is refused with 400, where without {@code strict} it is served. One for each schema.
 */
public final class StrictSchema {
    private static final int LONG_ENUM = 250;
    private static final int MOST_CHARACTERS_OF_LONG_ENUM = 15_000;
    /** Of names, enums and constants together. */
    private static final int MOST_CHARACTERS = 120_000;

    private static final String TYPE = "type";
    private static final String PROPERTIES = "properties";

    /** Taken whatever their value, or looked at with the object that they belong to. */
    private static final Set<String> TAKEN = Set.of(
            TYPE,
            "title",
            "description",
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

    /** Of those what Azure does not take, or is not known to. */
    private static final Set<String> OF_OPENAI_ALONE = Set.of(
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems");

    private final Subset subset;
    private int properties;
    private int enumValues;
    private long characters;

    /** What a server takes of JSON Schema. */
    public enum Subset {
        /** @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI: supported schemas</a> */
        OPENAI(10, 5_000, 1_000),
        /**
         * The least that any is known to take. The number of values is that of its error.
         *
         * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs">Azure: structured outputs</a>
         */
        AZURE(5, 100, 500);

        private final int mostLevels;
        private final int mostProperties;
        private final int mostEnumValues;

        Subset(int mostLevels, int mostProperties, int mostEnumValues) {
            this.mostLevels = mostLevels;
            this.mostProperties = mostProperties;
            this.mostEnumValues = mostEnumValues;
        }

        /** That of a target. */
        public static Subset of(ModelTarget target) {
            return target.provider().type().equals("azure") ? AZURE : OPENAI;
        }
    }

    private StrictSchema(Subset subset) {
        this.subset = subset;
    }

    /** Whether all of a schema is known to be taken; one that is not of an object never is. */
    public static boolean fits(JsonNode schema, Subset subset) {
        if (!"object".equals(Json.text(schema, TYPE)) || schema.has("anyOf")) {
            return false;
        }
        StrictSchema strict = new StrictSchema(subset);
        return strict.taken(schema, 1)
                && strict.properties <= subset.mostProperties
                && strict.enumValues <= subset.mostEnumValues
                && strict.characters <= MOST_CHARACTERS;
    }

    private boolean taken(JsonNode schema, int level) {
        if (!schema.isObject() || level > subset.mostLevels) {
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
        if (subset == Subset.AZURE && OF_OPENAI_ALONE.contains(keyword)) {
            return false;
        }
        return switch (keyword) {
            case PROPERTIES -> {
                properties += value.size();
                yield namedTaken(value, level + 1);
            }
            case "$defs" -> namedTaken(value, level + 1);
            case "items" -> taken(value, level + 1);
            case "anyOf" -> value.isArray() && eachTaken(value, level);
            case "enum" -> isShort(value);
            case "const" -> {
                characters += value.asText().length();
                yield true;
            }
            case "format" -> FORMATS.contains(value.asText());
            // A look ahead or behind is none that a grammar has (k).
            case "pattern" -> !value.asText().replace("(?:", "(").contains("(?");
            // As OpenAI's own SDK writes it.
            case "$schema" -> level == 1;
            default -> TAKEN.contains(keyword);
        };
    }

    private boolean isShort(JsonNode values) {
        long ofAll = 0;
        for (JsonNode value : values) {
            ofAll += value.asText().length();
        }
        enumValues += values.size();
        characters += ofAll;
        return values.isArray() && (values.size() <= LONG_ENUM || ofAll <= MOST_CHARACTERS_OF_LONG_ENUM);
    }

    private boolean namedTaken(JsonNode schemas, int level) {
        schemas.fieldNames().forEachRemaining(name -> characters += name.length());
        return eachTaken(schemas, level);
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
