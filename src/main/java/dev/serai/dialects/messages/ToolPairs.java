package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Holds calls of tools against their results: the user's next message answers each of the assistant's calls, and nothing else.
 * Tools that run at the provider answer by themselves, and are none of this. One for each request.
 *
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use">Anthropic: tool use</a>
 */
final class ToolPairs {
    private final Set<String> open = new LinkedHashSet<>();
    private String caller = "";

    void message(FieldChecks message, String role) {
        JsonNode content = message.object().path("content");
        if (role.equals("assistant")) {
            end();
            caller = message.path();
            for (int i = 0; i < content.size(); i++) {
                called(content.get(i), message.param("content") + "[" + i + "].id");
            }
        } else if (role.equals("user")) {
            for (int i = 0; i < content.size(); i++) {
                answered(content.get(i), message.param("content") + "[" + i + "].tool_use_id");
            }
            end();
        }
    }

    /** The conversation's end. */
    void end() {
        if (!open.isEmpty()) {
            throw FieldFaults.value(
                    caller,
                    "each 'tool_use' block must have its 'tool_result' block in the next message; there is none for "
                            + String.join(", ", open) + ".");
        }
    }

    private void called(JsonNode block, String param) {
        if (is(block, "tool_use") && !open.add(block.path("id").asText())) {
            throw FieldFaults.value(param, "'tool_use' ids must be unique.");
        }
    }

    private void answered(JsonNode block, String param) {
        if (is(block, "tool_result") && !open.remove(block.path("tool_use_id").asText())) {
            throw FieldFaults.value(
                    param, "each 'tool_result' block must answer a 'tool_use' block of the message before, once.");
        }
    }

    private static boolean is(JsonNode block, String type) {
        return type.equals(block.path("type").asText());
    }
}
