package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What OpenAI refuses of a schema with {@code strict} (https://platform.openai.com/docs/guides/structured-outputs#supported-schemas). */
final class OpenAiSchemaRules {
    private OpenAiSchemaRules() {}

    /** Every object is closed, and all of its properties are required; the root is an object. */
    static void closed(JsonNode schema, String path) {
        Strict.oneOf(schema.path("type").asText(), path + ".type", "object");
        anywhere(schema, path);
    }

    private static void anywhere(JsonNode schema, String path) {
        if (schema.path("type").asText().equals("object") || schema.has("properties")) {
            JsonNode additional = schema.path("additionalProperties");
            Strict.check(
                    additional.isBoolean() && !additional.asBoolean(),
                    path,
                    "'additionalProperties' is required to be supplied and to be false.");
            List<String> required =
                    schema.path("required").valueStream().map(JsonNode::asText).toList();
            schema.path("properties")
                    .fieldNames()
                    .forEachRemaining(name -> Strict.check(
                            required.contains(name),
                            path,
                            "'required' is required to be supplied and to be an array including every key in properties. Missing '"
                                    + name + "'."));
        }
        for (String named : List.of("properties", "$defs", "definitions")) {
            schema.path(named)
                    .properties()
                    .forEach(each -> anywhere(each.getValue(), path + "." + named + "." + each.getKey()));
        }
        for (int i = 0; i < schema.path("anyOf").size(); i++) {
            anywhere(schema.get("anyOf").get(i), Strict.element(path + ".anyOf", i));
        }
        if (schema.has("items")) {
            anywhere(schema.get("items"), path + ".items");
        }
    }
}
