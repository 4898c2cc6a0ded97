package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Takes out of a conversation what another provider's model thought: the gateway shows it without a signature, and Anthropic
 * refuses what it has not signed. Stateless.
 */
final class ForeignThoughts {
    private static final String CONTENT = "content";

    private ForeignThoughts() {}

    static boolean in(JsonNode messages) {
        for (JsonNode message : messages) {
            for (JsonNode block : message.path(CONTENT)) {
                if (isForeign(block)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The messages without them; whose message had nothing else says so, since nobody may say nothing. */
    static ArrayNode leftOut(JsonNode messages) {
        ArrayNode kept = messages.deepCopy();
        for (JsonNode message : kept) {
            if (message.path(CONTENT) instanceof ArrayNode content) {
                for (int i = content.size() - 1; i >= 0; i--) {
                    if (isForeign(content.get(i))) {
                        content.remove(i);
                    }
                }
                if (content.isEmpty()) {
                    ((ObjectNode) message).put(CONTENT, "(empty)");
                }
            }
        }
        return kept;
    }

    static boolean isForeign(JsonNode block) {
        return block.path("type").asText().equals("thinking")
                && block.path("signature").asText().isEmpty();
    }
}
