package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import dev.serai.dialects.SteeringFields;
import java.util.Set;

/**
 * What Anthropic's reference asks of a Messages request, field by field. Fields that it does not know pass, but for those
 * that would steer a gateway.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">Anthropic: Messages</a>
 */
final class MessagesRules {
    private static final int MOST_MESSAGES = 100_000;
    private static final int LONGEST_USER_ID = 256;
    private static final int SMALLEST_BUDGET = 1024;
    private static final Set<String> ROLES = ChatRequestRules.names("user", "assistant", "system");
    private static final Set<String> SERVICE_TIERS = ChatRequestRules.names("auto", "standard_only");
    private static final Set<String> THINKING =
            ChatRequestRules.names("enabled", "disabled", "adaptive", "between_tools");
    private static final Set<String> EFFORTS = ChatRequestRules.names("low", "medium", "high", "xhigh", "max");
    private static final Set<String> FORMATS = ChatRequestRules.names("json_schema");

    private MessagesRules() {}

    /** Throws a 400 for the first fault of a request for a message; {@code model} is looked at first. */
    static void check(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        ChatRequestRules.model(fields);
        SteeringFields.refuse(request);
        fields.required("max_tokens");
        // 0 has a prompt cached, and nothing written.
        fields.integer("max_tokens", 0, ChatRequestRules.MOST_TOKENS);
        prompt(fields);
        sampling(fields);
        fields.bool("stream");
        metadata(fields);
        fields.oneOf("service_tier", SERVICE_TIERS);
    }

    /** The same of a request that asks how long its prompt is. */
    static void checkPrompt(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        ChatRequestRules.model(fields);
        SteeringFields.refuse(request);
        prompt(fields);
    }

    private static void prompt(FieldChecks fields) {
        system(fields);
        messages(fields);
        BlockRules.cacheControl(fields);
        MessagesToolRules.check(fields);
        thinking(fields);
        output(fields);
        fields.object("context_management");
        fields.array("mcp_servers", MOST_MESSAGES);
    }

    private static void system(FieldChecks fields) {
        JsonNode system = fields.field("system");
        if (system == null || system.isTextual()) {
            return;
        }
        if (!system.isArray()) {
            throw FieldFaults.type("system", "a string or an array of objects", system);
        }
        for (int i = 0; i < system.size(); i++) {
            BlockRules.text(fields.element("system", system, i));
        }
    }

    private static void messages(FieldChecks fields) {
        fields.required("messages");
        JsonNode messages = fields.array("messages", MOST_MESSAGES);
        if (messages == null || messages.isEmpty()) {
            throw FieldFaults.emptyArray("messages");
        }
        ToolPairs pairs = new ToolPairs();
        for (int i = 0; i < messages.size(); i++) {
            FieldChecks message = fields.element("messages", messages, i);
            String role = message.requiredOneOf("role", ROLES);
            BlockRules.content(message, role, i == messages.size() - 1);
            pairs.message(message, role);
        }
        pairs.end();
    }

    private static void sampling(FieldChecks fields) {
        fields.decimal("temperature", 0, 1);
        fields.decimal("top_p", 0, 1);
        fields.integer("top_k", 0, Integer.MAX_VALUE);
        JsonNode stops = fields.field("stop_sequences");
        if (stops == null) {
            return;
        }
        if (!stops.isArray()) {
            throw FieldFaults.type("stop_sequences", "an array of strings", stops);
        }
        for (int i = 0; i < stops.size(); i++) {
            String param = "stop_sequences[" + i + "]";
            if (FieldChecks.string(stops.get(i), param, Integer.MAX_VALUE).isBlank()) {
                throw FieldFaults.value(param, "a stop sequence must hold more than white space.");
            }
        }
    }

    private static void metadata(FieldChecks fields) {
        FieldChecks metadata = fields.object("metadata");
        if (metadata != null) {
            metadata.string("user_id", LONGEST_USER_ID);
        }
    }

    private static void thinking(FieldChecks fields) {
        FieldChecks thinking = fields.object("thinking");
        if (thinking == null) {
            return;
        }
        if (thinking.requiredOneOf("type", THINKING).equals("enabled")) {
            thinking.required("budget_tokens");
            thinking.integer("budget_tokens", SMALLEST_BUDGET, ChatRequestRules.MOST_TOKENS);
        }
    }

    private static void output(FieldChecks fields) {
        FieldChecks config = fields.object("output_config");
        if (config != null) {
            config.oneOf("effort", EFFORTS);
            format(config.object("format"));
        }
        format(fields.object("output_format"));
    }

    private static void format(FieldChecks format) {
        if (format != null) {
            format.requiredOneOf("type", FORMATS);
            format.requiredObject("schema");
        }
    }
}
