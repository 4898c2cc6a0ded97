package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which types a schema allows: Gemini wants to be told, JSON schema leaves it to be guessed. Stateless. */
final class SchemaTypes {
    private static final String NULL = "null";
    private static final Set<String> KNOWN = Set.of("string", "integer", "number", "boolean", "array", "object", NULL);

    /** What only one type has. */
    private static final Map<String, List<String>> TELLTALES = Map.of(
            "object", List.of("properties", "required", "additionalProperties", "propertyNames", "minProperties"),
            "array", List.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"),
            "number", List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));

    private SchemaTypes() {}

    /** The types, {@code null} among them; of what could be anything, none. */
    static Set<String> of(ObjectNode schema) {
        Set<String> types = new LinkedHashSet<>();
        JsonNode said = schema.path("type");
        for (JsonNode type : said.isArray() ? said : List.of(said)) {
            if (KNOWN.contains(type.asText())) {
                types.add(type.asText());
            }
        }
        Set<String> ofValues = ofValues(schema);
        if (ofValues.contains(NULL)) {
            types.add(NULL);
        }
        if (types.isEmpty() || types.equals(Set.of(NULL)) && !said.asText().equals(NULL)) {
            types.addAll(ofValues.isEmpty() ? ofKeywords(schema) : ofValues);
        }
        return types;
    }

    /** Whether nothing but null fits. */
    static boolean isNull(JsonNode schema) {
        boolean onlyNullListed =
                schema.path("enum").size() == 1 && schema.path("enum").get(0).isNull();
        return schema.path("type").asText().equals(NULL) || schema.path("const").isNull() || onlyNullListed;
    }

    private static Set<String> ofValues(ObjectNode schema) {
        Set<String> types = new LinkedHashSet<>();
        for (JsonNode value : schema.has("const") ? List.of(schema.get("const")) : schema.path("enum")) {
            types.add(ofValue(value));
        }
        if (types.contains("string")) {
            types.removeAll(Set.of("number", "integer", "boolean"));
        } else if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private static String ofValue(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NULL -> NULL;
            default -> "string";
        };
    }

    private static Set<String> ofKeywords(ObjectNode schema) {
        for (String type : List.of("object", "array", "number")) {
            if (TELLTALES.getOrDefault(type, List.of()).stream().anyMatch(schema::has)) {
                return Set.of(type);
            }
        }
        return Set.of();
    }
}
