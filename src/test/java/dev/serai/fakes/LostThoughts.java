package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/**
 * A loop of tools that goes on without the thoughts that it began with: a Claude that thinks by a budget refuses it. One that thinks
 * as it likes does not (https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking).
 */
final class LostThoughts {
    static final String REASON =
            "Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a"
                    + " final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and"
                    + " `tool_result` blocks).";

    private LostThoughts() {}

    /** Whether the last turn is of results, and no assistant's turn since the user last spoke begins with thoughts. */
    static boolean in(JsonNode messages, String result, String... thoughts) {
        List<String> kinds = Arrays.asList(thoughts);
        boolean loop = false;
        for (int i = messages.size() - 1; i > 0 && has(messages.get(i), result); i -= 2) {
            loop = true;
            if (kinds.contains(kind(messages.get(i - 1).path("content").path(0)))) {
                return false;
            }
        }
        return loop;
    }

    private static boolean has(JsonNode message, String kind) {
        for (JsonNode block : message.path("content")) {
            if (kind(block).equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /** Anthropic's blocks name their kind, Converse's are unions. */
    private static String kind(JsonNode block) {
        return block.has("type")
                ? block.get("type").asText()
                : block.isEmpty() ? "" : block.fieldNames().next();
    }
}
