package dev.serai.dialects;

import dev.serai.errors.GatewayException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds the calls of tools against their results: each call is answered once, before anyone says anything else. Every
 * provider refuses a history where that is not so, and in words that help nobody. One for each translation.
 */
final class ToolHistory {
    private final Set<String> open = new LinkedHashSet<>();
    private int caller = -1;

    /** An assistant message made these calls. */
    void called(int message, List<Part.ToolCall> calls) {
        caller = message;
        for (Part.ToolCall call : calls) {
            if (!open.add(call.id())) {
                throw GatewayException.invalid(
                        "invalid_value", "messages[" + message + "].tool_calls", "Two of its tool calls have one id.");
            }
        }
    }

    /** A tool message answers this call. */
    void answered(String id, String path) {
        if (!open.remove(id)) {
            throw GatewayException.invalid(
                    "invalid_value",
                    path,
                    "The assistant message before it made no such tool call, or it is answered.");
        }
    }

    /** A deprecated function message answers the only call there is; its id. */
    String answeredFunction(String path) {
        String id = ToolCalls.functionCallId(caller);
        answered(id, path);
        return id;
    }

    /** Someone else speaks, or nobody does any more. */
    void settled() {
        if (!open.isEmpty()) {
            throw GatewayException.invalid(
                    "invalid_value",
                    "messages[" + caller + "]",
                    "Each of its tool calls is to be followed by a tool message with its result; there is none for "
                            + String.join(", ", open) + ".");
        }
    }
}
