package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON schema in the dialect that Claude enforces: objects are closed, and what can't be enforced is told in the
 * description instead. One for each schema.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Structured outputs</a>
 */
public final class ClaudeSchema {
    private static final int MOST_OPTIONAL_PROPERTIES = 24;
    private static final Set<String> KEPT =
            Set.of("type", "description", "title", "enum", "const", "default", "required", "$ref");
    private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs", "definitions");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private int optionalProperties;
    private boolean open;

    private ClaudeSchema() {}

    /**
     * The schema as Claude takes it; empty if it can't be said: it is recursive, maps free names to values, or leaves too
     * many properties optional.
     */
    public static Optional<ObjectNode> of(ObjectNode schema) {
        if (isRecursive(schema)) {
            return Optional.empty();
        }
        ClaudeSchema translation = new ClaudeSchema();
        ObjectNode closed = translation.schema(schema);
        boolean sayable = !translation.open && translation.optionalProperties <= MOST_OPTIONAL_PROPERTIES;
        return sayable ? Optional.of(closed) : Optional.empty();
    }

    private ObjectNode schema(JsonNode schema) {
        ObjectNode closed = Json.object();
        StringBuilder told = new StringBuilder();
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            keyword(closed, keyword.getKey(), keyword.getValue(), told);
        }
        if (isObject(schema)) {
            close(schema, closed);
        }
        if (!told.isEmpty()) {
            String description = closed.path("description").asText();
            closed.put("description", (description.isEmpty() ? "" : description + "\n\n") + "{" + told + "}");
        }
        return closed;
    }

    private static boolean isObject(JsonNode schema) {
        boolean named = schema.path("type").asText().equals("object") || schema.has("properties");
        for (JsonNode alternative : schema.path("type")) {
            named |= alternative.asText().equals("object");
        }
        return named;
    }

    /** What is meant to have other properties than its own would be closed to them: to all of them where it has none. */
    private void close(JsonNode schema, ObjectNode closed) {
        JsonNode additional = schema.path("additionalProperties");
        boolean saysClosed = additional.isBoolean() && !additional.booleanValue();
        boolean nothingOfItsOwn = schema.path("properties").isEmpty();
        boolean saysOpen = additional.booleanValue() || !schema.has("properties");
        open |= additional.isObject()
                || !schema.path("patternProperties").isEmpty()
                || nothingOfItsOwn && saysOpen && !saysClosed;
        int required = schema.path("required").size();
        optionalProperties += Math.max(0, schema.path("properties").size() - required);
        closed.put("additionalProperties", false);
    }

    private void keyword(ObjectNode closed, String name, JsonNode value, StringBuilder told) {
        if (KEPT.contains(name) || isEnforced(name, value)) {
            closed.set(name, value);
        } else if (NAMED_SCHEMAS.contains(name)) {
            ObjectNode schemas = closed.putObject(name);
            value.properties().forEach(named -> schemas.set(named.getKey(), subschema(named.getValue())));
        } else if (name.equals("anyOf") || name.equals("oneOf") || name.equals("allOf")) {
            ArrayNode schemas = closed.withArray(name.equals("oneOf") ? "anyOf" : name);
            value.forEach(alternative -> schemas.add(subschema(alternative)));
        } else if (name.equals("items")) {
            closed.set(name, subschema(value));
        } else if (!name.equals("additionalProperties") && !name.equals("$schema")) {
            told.append(told.isEmpty() ? "" : ", ").append(name).append(": ").append(Json.string(value));
        }
    }

    private JsonNode subschema(JsonNode schema) {
        return schema.isObject() ? schema(schema) : schema;
    }

    private static boolean isEnforced(String name, JsonNode value) {
        return name.equals("format") && FORMATS.contains(value.asText())
                || name.equals("minItems") && (value.asInt(-1) == 0 || value.asInt(-1) == 1);
    }

    private static boolean isRecursive(ObjectNode schema) {
        return new References(schema).lead(schema);
    }

    /** Follows references; each target is looked into once, however often it is referred to. */
    private record References(ObjectNode root, Set<String> entered, Set<String> left) {
        References(ObjectNode root) {
            this(root, new HashSet<>(), new HashSet<>());
        }

        /** Whether a reference from here leads back to where it stands, or out of the schema. */
        boolean lead(JsonNode node) {
            String reference = Json.text(node, "$ref");
            if (reference != null) {
                return leads(reference);
            }
            for (Map.Entry<String, JsonNode> child : node.properties()) {
                boolean isDefinition =
                        child.getKey().equals("$defs") || child.getKey().equals("definitions");
                if (!isDefinition && lead(child.getValue())) {
                    return true;
                }
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                if (lead(node.get(i))) {
                    return true;
                }
            }
            return false;
        }

        private boolean leads(String reference) {
            if (left.contains(reference)) {
                return false;
            }
            if (!reference.startsWith("#/") || !entered.add(reference)) {
                return true;
            }
            boolean back = lead(root.at(reference.substring(1)));
            left.add(reference);
            return back;
        }
    }
}
