package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Anthropic's reference asks of a message's content blocks. A kind of block that is newer than this passes: only who
 * speaks Anthropic's API is sent it. Stateless.
 */
final class BlockRules {
    private static final int MOST_BLOCKS = 100_000;
    private static final Pattern ID = Pattern.compile("^[a-zA-Z0-9_-]+$");
    private static final Set<String> IMAGES =
            ChatRequestRules.names("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Set<String> TTLS = ChatRequestRules.names("5m", "1h");
    private static final Set<String> EPHEMERAL = ChatRequestRules.names("ephemeral");
    private static final Set<String> OF_USER = Set.of("image", "document", "search_result", "tool_result");
    private static final Set<String> OF_ASSISTANT = Set.of("tool_use", "thinking", "redacted_thinking");

    private BlockRules() {}

    /** @param last whether it is the last message: an answer that is begun for the model may be empty */
    static void content(FieldChecks message, String role, boolean last) {
        JsonNode content = message.required("content");
        boolean mayBeEmpty = last && role.equals("assistant");
        if (content.isTextual() && (mayBeEmpty || !content.textValue().isEmpty())) {
            return;
        }
        if (!content.isArray() && !content.isTextual()) {
            throw FieldFaults.type(message.param("content"), "a string or an array of objects", content);
        }
        if (content.isEmpty() && !mayBeEmpty) {
            throw FieldFaults.value(message.param("content"), "a message must not be empty.");
        }
        blocks(message, content, role);
    }

    private static void blocks(FieldChecks of, JsonNode content, String role) {
        of.array("content", MOST_BLOCKS);
        for (int i = 0; i < content.size(); i++) {
            FieldChecks block = of.element("content", content, i);
            String type = block.requiredString("type");
            if (role.equals("assistant") ? OF_USER.contains(type) : OF_ASSISTANT.contains(type)) {
                throw FieldFaults.value(
                        block.param("type"), "a block '" + type + "' does not belong to the role '" + role + "'.");
            }
            block(block, type);
        }
    }

    private static void block(FieldChecks block, String type) {
        cacheControl(block);
        switch (type) {
            case "text" -> text(block);
            case "image" -> image(block.requiredObject("source"));
            case "document" -> document(block);
            case "tool_use" -> {
                id(block, "id");
                if (block.requiredString("name").isEmpty()) {
                    throw FieldFaults.emptyString(block.param("name"));
                }
                block.requiredObject("input");
            }
            case "tool_result" -> toolResult(block);
            case "thinking" -> {
                block.requiredString("thinking");
                block.requiredString("signature");
            }
            case "redacted_thinking" -> block.requiredString("data");
            default -> {}
        }
    }

    static void text(FieldChecks block) {
        block.requiredOneOf("type", Set.of("text"));
        if (block.requiredString("text").isEmpty()) {
            throw FieldFaults.emptyString(block.param("text"));
        }
        cacheControl(block);
        block.array("citations", MOST_BLOCKS);
    }

    private static void image(FieldChecks source) {
        switch (source.requiredString("type")) {
            case "base64" -> {
                source.requiredOneOf("media_type", IMAGES);
                source.requiredString("data");
            }
            case "url" -> source.requiredString("url");
            case "file" -> source.requiredString("file_id");
            default -> throw noSource(source, "base64, url or file");
        }
    }

    private static void document(FieldChecks block) {
        block.string("title");
        block.string("context");
        FieldChecks citations = block.object("citations");
        if (citations != null) {
            citations.bool("enabled");
        }
        FieldChecks source = block.requiredObject("source");
        switch (source.requiredString("type")) {
            case "base64" -> {
                source.requiredOneOf("media_type", Set.of("application/pdf"));
                source.requiredString("data");
            }
            case "text" -> {
                source.requiredOneOf("media_type", Set.of("text/plain"));
                source.requiredString("data");
            }
            case "content" -> {
                if (!source.required("content").isTextual()) {
                    content(source, "user", false);
                }
            }
            case "url" -> source.requiredString("url");
            case "file" -> source.requiredString("file_id");
            default -> throw noSource(source, "base64, text, content, url or file");
        }
    }

    private static RuntimeException noSource(FieldChecks source, String kinds) {
        return FieldFaults.value(source.param("type"), "a source is " + kinds + ".");
    }

    private static void toolResult(FieldChecks block) {
        id(block, "tool_use_id");
        block.bool("is_error");
        JsonNode content = block.field("content");
        if (content == null || content.isTextual()) {
            return;
        }
        if (!content.isArray()) {
            throw FieldFaults.type(block.param("content"), "a string or an array of objects", content);
        }
        blocks(block, content, "user");
    }

    private static void id(FieldChecks block, String name) {
        if (!ID.matcher(block.requiredString(name)).matches()) {
            throw FieldFaults.value(block.param(name), "expected letters, digits, '_' and '-'.");
        }
    }

    static void cacheControl(FieldChecks carrier) {
        FieldChecks control = carrier.object("cache_control");
        if (control != null) {
            control.requiredOneOf("type", EPHEMERAL);
            control.oneOf("ttl", TTLS);
        }
    }
}
