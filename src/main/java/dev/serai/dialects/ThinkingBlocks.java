package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code thinking_blocks} extension of an assistant message: unmodified and in order, they are what Claude needs to go
 * on where it called a tool. A block without a signature, and {@code reasoning_content}, can't be given back. Stateless.
 */
final class ThinkingBlocks {
    private ThinkingBlocks() {}

    static List<Part> of(JsonNode message) {
        List<Part> blocks = new ArrayList<>();
        for (JsonNode block : message.path("thinking_blocks")) {
            String type = block.path("type").asText();
            String signature = Json.text(block, "signature");
            String data = Json.text(block, "data");
            if (type.equals("thinking") && signature != null && !signature.isBlank()) {
                blocks.add(new Part.Thinking(block.path("thinking").asText(), signature));
            } else if (type.equals("redacted_thinking") && data != null && !data.isBlank()) {
                blocks.add(new Part.RedactedThinking(data));
            }
        }
        return blocks;
    }
}
