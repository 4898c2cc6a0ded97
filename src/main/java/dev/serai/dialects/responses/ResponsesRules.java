package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import dev.serai.dialects.SteeringFields;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Set;

/**
 * What OpenAI's reference asks of a request for a response, field by field. Fields that it does not know pass, but for those
 * that would steer a gateway.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create">OpenAI: create a model response</a>
 */
final class ResponsesRules {
    /** Where the conversation is, if the request brings none of its own. */
    static final List<String> STATE = List.of("previous_response_id", "conversation", "prompt");

    private static final Set<String> EFFORTS =
            ChatRequestRules.names("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final Set<String> SUMMARIES = ChatRequestRules.names("auto", "concise", "detailed");
    private static final Set<String> TIERS = ChatRequestRules.names("auto", "default", "flex", "scale", "priority");
    private static final Set<String> VERBOSITIES = ChatRequestRules.names("low", "medium", "high");
    private static final Set<String> TRUNCATIONS = ChatRequestRules.names("auto", "disabled");
    private static final Set<String> FORMATS = ChatRequestRules.names("text", "json_object", "json_schema");
    private static final Set<String> RETENTIONS = ChatRequestRules.names("in_memory", "in-memory", "24h");
    private static final int MOST_INCLUDES = 64;

    private ResponsesRules() {}

    /** Throws a 400 for the first fault; {@code model} is looked at first. */
    static void check(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        ChatRequestRules.model(fields);
        SteeringFields.refuse(request);
        state(fields);
        InputRules.check(fields);
        fields.string("instructions");
        numbers(fields);
        reasoning(fields);
        text(fields);
        ToolRules.check(fields);
        stream(fields);
        include(fields);
        hints(fields);
        background(fields);
    }

    private static void state(FieldChecks fields) {
        fields.string("previous_response_id");
        JsonNode conversation = fields.field("conversation");
        if (conversation != null && !conversation.isTextual()) {
            fields.requiredObject("conversation").requiredString("id");
        }
        FieldChecks prompt = fields.object("prompt");
        if (prompt != null) {
            prompt.requiredString("id");
        }
    }

    private static void numbers(FieldChecks fields) {
        fields.decimal("temperature", 0, 2);
        fields.decimal("top_p", 0, 1);
        fields.integer("top_logprobs", 0, 20);
        fields.integer("max_output_tokens", 1, ChatRequestRules.MOST_TOKENS);
        fields.integer("max_tool_calls", 1, ChatRequestRules.MOST_TOKENS);
    }

    private static void reasoning(FieldChecks fields) {
        FieldChecks reasoning = fields.object("reasoning");
        if (reasoning != null) {
            reasoning.oneOf("effort", EFFORTS);
            reasoning.oneOf("summary", SUMMARIES);
            reasoning.oneOf("generate_summary", SUMMARIES);
        }
    }

    private static void text(FieldChecks fields) {
        FieldChecks text = fields.object("text");
        if (text == null) {
            return;
        }
        text.oneOf("verbosity", VERBOSITIES);
        FieldChecks format = text.object("format");
        if (format != null && format.requiredOneOf("type", FORMATS).equals("json_schema")) {
            format.requiredName("name", ChatRequestRules.NAME);
            format.requiredObject("schema");
            format.string("description");
            format.bool("strict");
        }
    }

    private static void stream(FieldChecks fields) {
        fields.bool("stream");
        FieldChecks options = fields.object("stream_options");
        if (options == null) {
            return;
        }
        if (!fields.object().path("stream").booleanValue()) {
            throw FieldFaults.value("stream_options", "it is only allowed when 'stream' is enabled.");
        }
        options.bool("include_obfuscation");
    }

    /** What may be asked for grows with OpenAI's tools; what a provider can't give is left out of its answers. */
    private static void include(FieldChecks fields) {
        JsonNode include = fields.array("include", MOST_INCLUDES);
        for (int i = 0; include != null && i < include.size(); i++) {
            FieldChecks.string(include.get(i), "include[" + i + "]", 256);
        }
    }

    private static void hints(FieldChecks fields) {
        fields.oneOf("truncation", TRUNCATIONS);
        fields.oneOf("service_tier", TIERS);
        fields.string("user");
        fields.string("safety_identifier", 64);
        fields.string("prompt_cache_key");
        fields.oneOf("prompt_cache_retention", RETENTIONS);
        fields.bool("store");
        ChatRequestRules.metadata(fields);
    }

    /** Nobody could fetch here what comes later, and no book would know what it cost. */
    private static void background(FieldChecks fields) {
        fields.bool("background");
        if (fields.object().path("background").booleanValue()) {
            throw GatewayException.invalid(
                    "unsupported_parameter",
                    "background",
                    "This gateway keeps no responses, so there is nothing to fetch later: ask without 'background'.");
        }
    }
}
