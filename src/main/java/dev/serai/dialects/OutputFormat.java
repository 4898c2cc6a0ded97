package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What {@code response_format} asks of the answer. Immutable. */
public sealed interface OutputFormat {

    /** Anything. */
    record FreeText() implements OutputFormat {}

    /** Some JSON object. */
    record JsonObject() implements OutputFormat {}

    /**
     * JSON that follows a schema.
     *
     * @param schema of an object; nobody changes it
     */
    record JsonSchema(String name, @Nullable String description, ObjectNode schema) implements OutputFormat {}

    /** Reads {@code response_format}. A schema that is not there, or says nothing, asks for any object. */
    static OutputFormat of(ChatRequest request) {
        JsonNode format = request.field("response_format");
        if (format == null) {
            return new FreeText();
        }
        JsonNode schema = Json.field(format.path("json_schema"), "schema");
        return switch (format.path("type").asText()) {
            case "json_schema" ->
                schema == null || schema.isEmpty() ? new JsonObject() : schema(format.path("json_schema"), schema);
            case "json_object" -> new JsonObject();
            default -> new FreeText();
        };
    }

    private static JsonSchema schema(JsonNode jsonSchema, JsonNode schema) {
        String description = Json.text(jsonSchema, "description");
        return new JsonSchema(
                jsonSchema.path("name").asText("answer"),
                description == null || description.isBlank() ? null : description,
                ToolDefinition.objectSchema(schema, "response_format.json_schema.schema"));
    }
}
