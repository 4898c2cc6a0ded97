package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What Gemini refuses of a schema in its own subset (https://cloud.google.com/vertex-ai/docs/reference/rest/v1/Schema). */
final class GeminiSchemaRules {
    private static final Map<String, Set<String>> FORMATS = Map.of(
            "STRING", Set.of("enum", "date-time"),
            "INTEGER", Set.of("int32", "int64"),
            "NUMBER", Set.of("float", "double"));

    private GeminiSchemaRules() {}

    static void check(JsonNode schema, String path) {
        Strict.check(schema.isObject(), path, "must be an object");
        Strict.onlyFields(
                schema,
                path,
                "type",
                "format",
                "title",
                "description",
                "nullable",
                "default",
                "enum",
                "items",
                "minItems",
                "maxItems",
                "properties",
                "required",
                "propertyOrdering",
                "anyOf",
                "minLength",
                "maxLength",
                "pattern",
                "minimum",
                "maximum");
        if (schema.has("anyOf")) {
            anyOf(schema, path);
            return;
        }
        Strict.check(schema.has("type"), path, "schema didn't specify the schema type field");
        String type = Strict.text(schema, path, "type");
        Strict.oneOf(type, path + ".type", "STRING", "INTEGER", "NUMBER", "BOOLEAN", "ARRAY", "OBJECT");
        Strict.check(
                !schema.has("format")
                        || FORMATS.getOrDefault(type, Set.of())
                                .contains(schema.get("format").asText()),
                path + ".format",
                "only 'enum' and 'date-time' are supported for STRING type");
        Strict.check(!schema.has("enum") || type.equals("STRING"), path + ".enum", "only allowed for STRING type");
        for (JsonNode value : schema.path("enum")) {
            Strict.check(value.isTextual() && !value.asText().isEmpty(), path + ".enum", "cannot be empty");
        }
        children(schema, type, path);
    }

    private static void anyOf(JsonNode schema, String path) {
        Strict.onlyFields(schema, path, "anyOf", "title", "description", "nullable", "default");
        JsonNode alternatives = Strict.array(schema, path, "anyOf", 1);
        for (int i = 0; i < alternatives.size(); i++) {
            check(alternatives.get(i), Strict.element(path + ".anyOf", i));
        }
    }

    private static void children(JsonNode schema, String type, String path) {
        if (type.equals("ARRAY")) {
            check(Strict.object(schema, path, "items"), path + ".items");
        } else {
            Strict.check(!schema.has("items"), path + ".items", "only allowed for ARRAY type");
        }
        JsonNode properties = schema.path("properties");
        Strict.check(
                properties.isEmpty() || type.equals("OBJECT"), path, "properties are only allowed for OBJECT type");
        properties.properties().forEach(each -> check(each.getValue(), path + ".properties." + each.getKey()));
        for (String list : new String[] {"required", "propertyOrdering"}) {
            for (JsonNode name : schema.path(list)) {
                Strict.check(properties.has(name.asText()), path + "." + list, "property is not defined: " + name);
            }
        }
    }
}
