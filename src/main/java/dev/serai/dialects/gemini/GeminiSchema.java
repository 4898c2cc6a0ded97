package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A JSON schema in the subset of OpenAPI's that Gemini reads where it does not read JSON schemas: what can be said in other
 * words is, what can't is left out, and only what refers to itself is refused. It walks schemas, not keys: a property may
 * be called {@code format} or {@code $ref}. One for each schema.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/docs/reference/rest/v1/Schema">Vertex AI: Schema</a>
 */
final class GeminiSchema {
    private static final String TYPE = "type";
    private static final String ITEMS = "items";
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final String NULLABLE = "nullable";
    private static final String NULL = "null";
    private static final String STRING = "string";
    private static final String ANY_OF = "anyOf";
    private static final List<String> TOLD_ANYWHERE = List.of("title", "description", "default");

    private final boolean answer;
    private final SchemaReferences references;
    private final List<NumericEnum> numericEnums = new ArrayList<>();
    private final ObjectNode schema;

    private GeminiSchema(ObjectNode schema, String path, boolean answer) {
        this.answer = answer;
        this.references = new SchemaReferences(schema);
        this.schema = schema(schema, new SchemaPlace(path, List.of()));
    }

    /**
     * The schema of a tool's arguments. Lists of numbers become lists of texts, to be turned back when the tool is called.
     *
     * @param path where the schema stands in the request
     * @throws GatewayException 400 where it refers to itself
     */
    static GeminiSchema ofArguments(ObjectNode schema, String path) {
        return new GeminiSchema(schema, path, false);
    }

    /** The schema of an answer. Nobody turns that back: of lists of numbers it tells in words, and it says their order. */
    static GeminiSchema ofAnswer(ObjectNode schema, String path) {
        return new GeminiSchema(schema, path, true);
    }

    ObjectNode schema() {
        return schema;
    }

    /** Whether it says anything: an object without properties is no schema to Gemini. */
    boolean hasProperties() {
        return schema.has(PROPERTIES) || schema.has(ANY_OF);
    }

    List<NumericEnum> numericEnums() {
        return numericEnums;
    }

    private ObjectNode schema(JsonNode given, SchemaPlace place) {
        int depth = references.depth();
        ObjectNode flat = references.flat(given, place.path());
        ObjectNode told = told(flat, place);
        references.leave(depth);
        return told;
    }

    private ObjectNode told(ObjectNode flat, SchemaPlace place) {
        JsonNode alternatives = flat.has(ANY_OF) ? flat.get(ANY_OF) : flat.path("oneOf");
        if (!alternatives.isEmpty()) {
            return anyOf(flat, alternatives, place);
        }
        List<String> types = new ArrayList<>(SchemaTypes.of(flat));
        boolean nullable = types.remove(NULL) || flat.path(NULLABLE).asBoolean();
        if (types.size() > 1) {
            ArrayNode each = Json.object().putArray(ANY_OF);
            types.forEach(type -> each.addObject().put(TYPE, type));
            return nullable(anyOf(flat.without(TYPE), each, place), nullable);
        }
        return nullable(typed(flat, types.isEmpty() ? STRING : types.get(0), place), nullable);
    }

    private static ObjectNode nullable(ObjectNode schema, boolean nullable) {
        return nullable ? schema.put(NULLABLE, true) : schema;
    }

    /** Beside its alternatives a schema can say nothing structural: each of them gets it. */
    private ObjectNode anyOf(ObjectNode flat, JsonNode alternatives, SchemaPlace place) {
        boolean nullable = flat.path(NULLABLE).asBoolean();
        ObjectNode common = flat.deepCopy();
        common.remove(List.of(ANY_OF, "oneOf", NULLABLE));
        ObjectNode around = Json.object();
        TOLD_ANYWHERE.forEach(keyword -> {
            if (common.has(keyword)) {
                around.set(keyword, common.remove(keyword));
            }
        });
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode alternative : alternatives) {
            if (SchemaTypes.isNull(alternative)) {
                nullable = true;
            } else if (!alternative.isBoolean()) {
                kept.add(both(common, alternative));
            }
        }
        if (kept.size() < 2) {
            JsonNode only = kept.isEmpty() ? common : kept.get(0);
            return nullable(schema(both(only, around), place), nullable);
        }
        ArrayNode told = around.putArray(ANY_OF);
        for (int i = 0; i < kept.size(); i++) {
            told.add(schema(kept.get(i), place.alternative(i)));
        }
        return nullable(around, nullable);
    }

    private static JsonNode both(JsonNode one, JsonNode other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        ObjectNode both = Json.object();
        both.putArray("allOf").add(one).add(other);
        return both;
    }

    private ObjectNode typed(ObjectNode flat, String type, SchemaPlace place) {
        ObjectNode told = Json.object().put(TYPE, type.toUpperCase(Locale.ROOT));
        TOLD_ANYWHERE.forEach(keyword -> keep(flat, keyword, told));
        switch (type) {
            case STRING -> string(flat, told, place);
            case "integer", "number" -> number(flat, type, told, place);
            case "array" -> array(flat, told, place);
            case "object" -> object(flat, told, place);
            default -> {
                // A boolean has nothing further to say.
            }
        }
        return told;
    }

    private static void keep(ObjectNode flat, String keyword, ObjectNode told) {
        JsonNode value = flat.get(keyword);
        if (value != null && !value.isNull()) {
            told.set(keyword, value);
        }
    }

    private void string(ObjectNode flat, ObjectNode told, SchemaPlace place) {
        keepFormat(flat, told, "enum", "date-time");
        List.of("minLength", "maxLength", "pattern").forEach(keyword -> keep(flat, keyword, told));
        SchemaEnum values = SchemaEnum.of(flat);
        values.tell(told);
        if (!answer && values.hasNumbers()) {
            numericEnums.add(new NumericEnum(place.steps(), values.numbers()));
        }
    }

    private void number(ObjectNode flat, String type, ObjectNode told, SchemaPlace place) {
        SchemaEnum values = SchemaEnum.of(flat);
        if (values.isEmpty()) {
            boolean whole = type.equals("integer");
            keepFormat(flat, told, whole ? new String[] {"int32", "int64"} : new String[] {"float", "double"});
            SchemaBounds.tell(flat, whole, told);
        } else if (answer) {
            String words = "One of: " + String.join(", ", values.texts()) + ".";
            String description = told.path("description").asText();
            told.put("description", description.isEmpty() ? words : description + " " + words);
        } else {
            told.put(TYPE, "STRING");
            if (told.has("default")) {
                told.set("default", TextNode.valueOf(told.get("default").asText()));
            }
            values.tell(told);
            numericEnums.add(new NumericEnum(place.steps(), values.numbers()));
        }
    }

    private static void keepFormat(ObjectNode flat, ObjectNode told, String... formats) {
        if (List.of(formats).contains(flat.path("format").asText())) {
            told.set("format", flat.get("format"));
        }
    }

    private void array(ObjectNode flat, ObjectNode told, SchemaPlace place) {
        List.of("minItems", "maxItems").forEach(keyword -> keep(flat, keyword, told));
        JsonNode places = flat.path(ITEMS).isArray() ? flat.get(ITEMS) : flat.path("prefixItems");
        JsonNode items = flat.path(ITEMS);
        if (!places.isEmpty()) {
            told.set(ITEMS, oneOfThese(places, place.elements("prefixItems")));
        } else if (items.isObject() && !items.isEmpty()) {
            told.set(ITEMS, schema(items, place.elements(ITEMS)));
        } else {
            told.putObject(ITEMS).put(TYPE, "STRING");
        }
    }

    /** Which place an element stands in can't be told. */
    private ObjectNode oneOfThese(JsonNode places, SchemaPlace place) {
        Set<JsonNode> different = new LinkedHashSet<>();
        places.forEach(different::add);
        ObjectNode either = Json.object();
        different.forEach(either.putArray(ANY_OF)::add);
        return schema(either, place);
    }

    private void object(ObjectNode flat, ObjectNode told, SchemaPlace place) {
        ObjectNode properties = Json.object();
        flat.path(PROPERTIES).properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (value.isObject() || value.asBoolean()) {
                properties.set(property.getKey(), schema(value, place.property(property.getKey())));
            }
        });
        if (properties.isEmpty()) {
            return;
        }
        told.set(PROPERTIES, properties);
        ArrayNode required = Json.object().putArray(REQUIRED);
        flat.path(REQUIRED).forEach(name -> {
            if (properties.has(name.asText())) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            told.set(REQUIRED, required);
        }
        if (flat.path("propertyOrdering").isArray()) {
            told.set("propertyOrdering", flat.get("propertyOrdering"));
        } else if (answer) {
            // (k) Gemini 2.0 and older write properties in the order of the alphabet, unless they are told another.
            properties.fieldNames().forEachRemaining(told.withArray("propertyOrdering")::add);
        }
    }
}
