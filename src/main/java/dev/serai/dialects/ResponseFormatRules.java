package dev.serai.dialects;

import java.util.Set;

/** What OpenAI's reference asks of {@code response_format}. */
final class ResponseFormatRules {
    private static final Set<String> TYPES = ChatRequestRules.names("text", "json_object", "json_schema");

    private ResponseFormatRules() {}

    static void check(FieldChecks request) {
        FieldChecks format = request.object("response_format");
        if (format != null && format.requiredOneOf("type", TYPES).equals("json_schema")) {
            FieldChecks schema = format.requiredObject("json_schema");
            schema.requiredName("name", ChatRequestRules.NAME);
            schema.string("description");
            schema.object("schema");
            schema.bool("strict");
        }
    }
}
