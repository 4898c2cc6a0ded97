package dev.serai.dialects;

import java.util.HashSet;
import java.util.Set;

/**
 * Follows a conversation's tool calls: the messages behind an assistant's calls must answer each of them, and nothing
 * else may be answered. OpenAI refuses what breaks this, and so does every other provider. One for each request.
 */
final class ToolTurns {
    private final Set<String> called = new HashSet<>();
    private final Set<String> unanswered = new HashSet<>();
    private String callingMessage = "";

    /** The assistant's message calls a tool. */
    void call(String message, String param, String id) {
        callingMessage = message;
        if (!called.add(id)) {
            throw FieldFaults.value(param, "the id stands twice in the message.");
        }
        unanswered.add(id);
    }

    /** A tool's answer. */
    void result(String param, String id) {
        if (!called.contains(id)) {
            throw FieldFaults.value(
                    param, "messages with role 'tool' must answer a call of the assistant's message before them.");
        }
        unanswered.remove(id);
    }

    /** A message of any other role. */
    void other() {
        end();
        called.clear();
    }

    /** The conversation's end. */
    void end() {
        if (!unanswered.isEmpty()) {
            throw FieldFaults.value(
                    callingMessage,
                    "an assistant message with 'tool_calls' must be followed by tool messages that answer each"
                            + " 'tool_call_id'; " + unanswered.size() + " of them went without an answer.");
        }
    }
}
