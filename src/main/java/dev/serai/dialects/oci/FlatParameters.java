package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A tool's JSON schema as COHERE's {@code parameterDefinitions}: one level of parameters, each with the name of a Python
 * type. What that can't hold (what is nested, enumerated, limited) is told in the description, as the schema itself. For one
 * thread.
 *
 * @see <a
 *     href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereParameterDefinition">OCI:
 *     CohereParameterDefinition</a>
 */
final class FlatParameters {
    private static final String DESCRIPTION = "description";
    private static final int MOST_REFERENCES = 16;

    /** What a definition tells by itself. */
    private static final Set<String> TOLD = Set.of(Fields.TYPE, DESCRIPTION, "title");

    /** What of the whole schema the definitions tell, or nobody needs. */
    private static final Set<String> TOLD_OF_ALL = Set.of(
            Fields.TYPE,
            DESCRIPTION,
            "title",
            "properties",
            "required",
            "additionalProperties",
            "$defs",
            "definitions",
            "$schema");

    private final ObjectNode schema;

    FlatParameters(ObjectNode schema) {
        this.schema = schema;
    }

    ObjectNode definitions() {
        ObjectNode definitions = Json.object();
        schema.path("properties")
                .properties()
                .forEach(property -> definition(property.getValue(), definitions.putObject(property.getKey())));
        for (JsonNode name : schema.path("required")) {
            if (definitions.get(name.asText()) instanceof ObjectNode required) {
                required.put("isRequired", true);
            }
        }
        return definitions;
    }

    /** The tool's description with what its schema says of the arguments together. */
    String described(String description) {
        ObjectNode rest = schema.deepCopy().without(TOLD_OF_ALL);
        return rest.isEmpty()
                ? description
                : description + " The arguments together follow this JSON schema: " + text(rest);
    }

    private void definition(JsonNode property, ObjectNode definition) {
        String description = property.path(DESCRIPTION)
                .asText(resolved(property).path(DESCRIPTION).asText(""));
        boolean told = StreamSupport.stream(((Iterable<String>) property::fieldNames).spliterator(), false)
                .allMatch(TOLD::contains);
        if (!told) {
            String follows = "It follows this JSON schema: " + text(property);
            description = description.isEmpty() ? follows : description + " " + follows;
        }
        definition.put(Fields.TYPE, type(property, MOST_REFERENCES));
        if (!description.isEmpty()) {
            definition.put(DESCRIPTION, description);
        }
    }

    /** With the definitions that it refers to. */
    private String text(JsonNode part) {
        String text = Json.string(part);
        if (text.contains("\"$ref\"")) {
            for (String definitions : new String[] {"$defs", "definitions"}) {
                if (schema.has(definitions)) {
                    text += " with " + definitions + " " + Json.string(schema.get(definitions));
                }
            }
        }
        return text;
    }

    private JsonNode resolved(JsonNode part) {
        String reference = part.path("$ref").asText("");
        if (reference.equals("#")) {
            return schema;
        }
        return reference.startsWith("#/") ? schema.at(reference.substring(1)) : MissingNode.getInstance();
    }

    private String type(JsonNode part, int references) {
        if (part.has("$ref") && references > 0) {
            return type(resolved(part), references - 1);
        }
        for (String combined : new String[] {"anyOf", "oneOf", "allOf"}) {
            for (JsonNode alternative : part.path(combined)) {
                if (references > 0 && !alternative.path(Fields.TYPE).asText().equals("null")) {
                    return type(alternative, references - 1);
                }
            }
        }
        return python(named(part));
    }

    /** The type's name, or that of the first value allowed. */
    private static String named(JsonNode part) {
        JsonNode type = part.path(Fields.TYPE);
        for (JsonNode alternative : type) {
            if (!alternative.asText().equals("null")) {
                return alternative.asText();
            }
        }
        if (type.isTextual()) {
            return type.textValue();
        }
        JsonNode value =
                part.has("const") ? part.path("const") : part.path("enum").path(0);
        return value.isMissingNode() && part.has("properties")
                ? "object"
                : value.getNodeType().name();
    }

    /** The names that Cohere's guide has (k): https://docs.cohere.com/v1/docs/parameter-types-in-tool-use. */
    private static String python(String type) {
        return switch (type) {
            case "integer" -> "int";
            case "number", "NUMBER" -> "float";
            case "boolean", "BOOLEAN" -> "bool";
            case "array", "ARRAY" -> "list";
            case "object", "OBJECT" -> "dict";
            default -> "str";
        };
    }
}
