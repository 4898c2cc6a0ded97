package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the client offers, as a function. Immutable, but for the schema's tree, which nobody changes.
 *
 * @param name the client's
 * @param description null if there is none, or an empty one
 * @param parameters a JSON schema whose {@code type} is {@code object}
 * @param strict whether arguments must follow the schema to the letter
 * @param custom whether the client knows it as a {@code custom} tool, whose input is a text
 */
public record ToolDefinition(
        String name,
        @Nullable String description,
        ObjectNode parameters,
        boolean strict,
        boolean custom,
        @Nullable CacheMark cache) {
    /** The one argument of a custom tool's function. */
    static final String CUSTOM_INPUT = "input";

    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String PROPERTIES = "properties";

    /** A tool of which a chat's history tells only the name. */
    static ToolDefinition remembered(String name) {
        return new ToolDefinition(name, null, Json.object().put(TYPE, OBJECT), false, false, null);
    }

    /** Reads an element of {@code tools}. */
    static ToolDefinition of(JsonNode tool, String path) {
        CacheMark mark = CacheMark.on(tool);
        JsonNode custom = Json.field(tool, "custom");
        if (custom != null) {
            return custom(custom, mark);
        }
        JsonNode function = tool.path("function");
        return function(function, path + ".function", mark == null ? CacheMark.on(function) : mark);
    }

    /** Reads a function, of {@code tools} or of the deprecated {@code functions}. */
    static ToolDefinition function(JsonNode function, String path, @Nullable CacheMark mark) {
        return new ToolDefinition(
                function.path("name").asText(),
                description(function),
                objectSchema(Json.field(function, "parameters"), path + ".parameters"),
                function.path("strict").asBoolean(false),
                false,
                mark);
    }

    ToolDefinition unmarked() {
        return new ToolDefinition(name, description, parameters, strict, custom, null);
    }

    private static ToolDefinition custom(JsonNode custom, @Nullable CacheMark mark) {
        ObjectNode schema = Json.object().put(TYPE, OBJECT);
        ObjectNode input = schema.putObject(PROPERTIES).putObject(CUSTOM_INPUT).put(TYPE, "string");
        JsonNode grammar = custom.path("format").path("grammar");
        if (grammar.isObject()) {
            input.put(
                    "description",
                    "Follows this " + grammar.path("syntax").asText() + " grammar:\n"
                            + grammar.path("definition").asText());
        }
        schema.putArray("required").add(CUSTOM_INPUT);
        schema.put("additionalProperties", false);
        return new ToolDefinition(custom.path("name").asText(), description(custom), schema, false, true, mark);
    }

    private static @Nullable String description(JsonNode tool) {
        String description = Json.text(tool, "description");
        return description == null || description.isBlank() ? null : description;
    }

    /** A schema as Anthropic and Bedrock want it: its type is said, and is {@code object}. */
    static ObjectNode objectSchema(@Nullable JsonNode schema, String path) {
        if (schema == null || schema.isEmpty()) {
            ObjectNode nothing = Json.object().put(TYPE, OBJECT);
            nothing.putObject(PROPERTIES);
            return nothing;
        }
        JsonNode type = schema.path(TYPE);
        if (schema instanceof ObjectNode object && type.asText().equals(OBJECT)) {
            return object;
        }
        boolean canBeObject = type.isMissingNode() || type.isNull();
        for (JsonNode alternative : type) {
            canBeObject |= alternative.asText().equals(OBJECT);
        }
        if (schema.isObject() && canBeObject) {
            ObjectNode typed = Json.object().put(TYPE, OBJECT);
            schema.properties().stream()
                    .filter(field -> !field.getKey().equals(TYPE))
                    .forEach(field -> typed.set(field.getKey(), field.getValue()));
            return typed;
        }
        throw GatewayException.invalid("invalid_value", path, "The schema's type is to be object.");
    }
}
