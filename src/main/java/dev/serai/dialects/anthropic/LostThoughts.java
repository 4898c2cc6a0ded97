package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A loop of tools without the thoughts that it began with, such as one that another provider's model began: a Claude that
 * thinks by a budget refuses to think on in it, and has to go on without. Stateless.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Extended thinking</a>
 */
final class LostThoughts {
    private static final String THINKING = "thinking";
    private static final String MANAGEMENT = "context_management";
    private static final String EDITS = "edits";
    private static final byte[] DISABLED = "{\"type\":\"disabled\"}".getBytes(StandardCharsets.US_ASCII);

    private LostThoughts() {}

    /**
     * Turns thinking off where it would be refused.
     *
     * @param splice changes the request
     * @param dropped takes the names of what is left out
     */
    static void goOnWithout(MessagesRequest request, ModelFacts facts, JsonSplice splice, List<String> dropped) {
        boolean budget = facts.thinkingCanBeDisabled()
                && request.tree().path(THINKING).path("type").asText().equals("enabled");
        if (budget && in(request.tree().path("messages"))) {
            splice.replace(range(request, THINKING), DISABLED);
            dropped.add(THINKING);
            keepNoThoughts(request, splice, dropped);
        }
    }

    private static boolean in(JsonNode messages) {
        boolean loop = false;
        boolean thought = false;
        boolean answered = false;
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (role.equals("assistant")) {
                thought |= thinks(message.path("content"));
                answered = true;
            } else if (role.equals("user")) {
                boolean results = has(message.path("content"), "tool_result");
                if (answered && !results) {
                    thought = false;
                }
                loop = results || loop && !answered;
                answered = false;
            }
        }
        return loop && !answered && !thought;
    }

    private static boolean thinks(JsonNode content) {
        for (JsonNode block : content) {
            if (block.path("type").asText().equals(THINKING) && !ForeignThoughts.isForeign(block)) {
                return true;
            }
        }
        return has(content, "redacted_thinking");
    }

    private static boolean has(JsonNode content, String type) {
        for (JsonNode block : content) {
            if (block.path("type").asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** The edit {@code clear_thinking_…}, which Claude Code asks for, is refused where nothing is thought. */
    private static void keepNoThoughts(MessagesRequest request, JsonSplice splice, List<String> dropped) {
        if (!(request.field(MANAGEMENT) instanceof ObjectNode management)
                || !(management.get(EDITS) instanceof ArrayNode edits)) {
            return;
        }
        ArrayNode kept = edits.arrayNode();
        for (JsonNode edit : edits) {
            if (!edit.path("type").asText().startsWith("clear_thinking_")) {
                kept.add(edit);
            }
        }
        if (kept.size() == edits.size()) {
            return;
        }
        if (kept.isEmpty() && management.size() == 1) {
            splice.remove(range(request, MANAGEMENT));
        } else {
            ObjectNode changed = management.deepCopy();
            changed.set(EDITS, kept);
            splice.replace(range(request, MANAGEMENT), ProviderJson.bytes(changed));
        }
        dropped.add(MANAGEMENT);
    }

    private static FieldRange range(MessagesRequest request, String name) {
        return Objects.requireNonNull(request.fields().get(name));
    }
}
