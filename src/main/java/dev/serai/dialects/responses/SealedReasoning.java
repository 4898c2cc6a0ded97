package dev.serai.dialects.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a provider wants to see again of an answer, as it travels in {@code reasoning.encrypted_content}: a client hands that
 * back unread, so that nothing has to be kept here (docs/decisions/0046). It is encoded, not encrypted: a chat answer shows the
 * same in its extensions. One for each answer or turn, for one thread.
 */
final class SealedReasoning {
    /** The form's name and version; OpenAI's own begin otherwise. */
    private static final String PREFIX = "serai1.";

    private static final String BLOCKS = "thinking_blocks";
    private static final String EXTRA = "extra_content";
    private static final String CALLS = "calls";

    private final ObjectNode content;

    SealedReasoning() {
        this(Json.object());
    }

    private SealedReasoning(ObjectNode content) {
        this.content = content;
    }

    /** Whether a text was made here. */
    static boolean isOurs(String encryptedContent) {
        return encryptedContent.startsWith(PREFIX);
    }

    /** What stands in a text that was made here; null in any other, and in one that was damaged. */
    static @Nullable SealedReasoning open(String encryptedContent) {
        if (!isOurs(encryptedContent)) {
            return null;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(encryptedContent.substring(PREFIX.length()));
            JsonNode tree = Json.parse(new String(json, StandardCharsets.UTF_8));
            return tree instanceof ObjectNode content && wellMade(content) ? new SealedReasoning(content) : null;
        } catch (IllegalArgumentException | JsonProcessingException damaged) {
            return null;
        }
    }

    private static boolean wellMade(ObjectNode content) {
        for (JsonNode block : content.path(BLOCKS)) {
            if (!block.isObject()) {
                return false;
            }
        }
        for (JsonNode extra : content.path(CALLS)) {
            if (!extra.isObject()) {
                return false;
            }
        }
        return ofKind(content, BLOCKS, true) && ofKind(content, EXTRA, false) && ofKind(content, CALLS, false);
    }

    private static boolean ofKind(ObjectNode content, String name, boolean array) {
        JsonNode value = content.get(name);
        return value == null || (array ? value.isArray() : value.isObject());
    }

    /** The text that holds all of it. */
    String text() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(content));
    }

    boolean isEmpty() {
        return content.isEmpty();
    }

    /** Thoughts that are signed, or that only their provider can read. */
    void thinkingBlocks(JsonNode blocks) {
        blocks.forEach(block -> content.withArray(BLOCKS).add(block));
    }

    /** What belongs to the message. */
    void extraContent(JsonNode extra) {
        content.set(EXTRA, extra);
    }

    /** What belongs to a call. */
    void extraContent(String callId, JsonNode extra) {
        content.withObjectProperty(CALLS).set(callId, extra);
    }

    /** Adds another's. */
    void add(SealedReasoning other) {
        thinkingBlocks(other.content.path(BLOCKS));
        if (other.content.has(EXTRA)) {
            extraContent(other.content.get(EXTRA));
        }
        other.content.path(CALLS).properties().forEach(call -> extraContent(call.getKey(), call.getValue()));
    }

    /** Puts all of it where a chat's message has it. */
    void restore(ObjectNode message) {
        if (content.get(BLOCKS) instanceof ArrayNode blocks) {
            message.set(BLOCKS, blocks);
        }
        if (content.has(EXTRA)) {
            message.set(EXTRA, content.get(EXTRA));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode extra = content.path(CALLS).get(call.path("id").asText());
            if (extra != null) {
                ((ObjectNode) call).set(EXTRA, extra);
            }
        }
    }
}
