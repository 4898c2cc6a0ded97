package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What OpenAI's reference asks of {@code messages}. One for each request: it counts. */
final class MessageRules {
    private static final int MOST_MESSAGES = 10_000;
    private static final Set<String> ROLES =
            ChatRequestRules.names("developer", "system", "user", "assistant", "tool", "function");
    private static final Set<String> CALL_TYPES = ChatRequestRules.names("function", "custom");
    /** One of these an assistant's message must have. */
    private static final List<String> SAID = List.of(
            "content", "tool_calls", "function_call", "refusal", "audio", "reasoning_content", "thinking_blocks");

    private final ContentRules content = new ContentRules();
    private final ToolTurns turns = new ToolTurns();

    private MessageRules() {}

    static void check(FieldChecks request) {
        request.required("messages");
        JsonNode messages = request.array("messages", MOST_MESSAGES);
        if (messages == null || messages.isEmpty()) {
            throw FieldFaults.emptyArray("messages");
        }
        MessageRules rules = new MessageRules();
        for (int i = 0; i < messages.size(); i++) {
            rules.message(request.element("messages", messages, i));
        }
        rules.turns.end();
    }

    private void message(FieldChecks message) {
        String role = message.requiredOneOf("role", ROLES);
        message.object("cache_control");
        if (!role.equals("function")) {
            message.string("name");
        }
        switch (role) {
            case "assistant" -> assistant(message);
            case "tool" -> tool(message);
            case "function" -> function(message);
            default -> spoken(message, role);
        }
    }

    private void spoken(FieldChecks message, String role) {
        turns.other();
        content.required(message, role.equals("user") ? ContentRules.USER : ContentRules.TEXT);
    }

    private void assistant(FieldChecks message) {
        turns.other();
        content.optional(message, ContentRules.ASSISTANT);
        message.string("refusal");
        message.string("reasoning_content");
        message.object("audio");
        message.array("thinking_blocks", MOST_MESSAGES);
        FieldChecks call = message.object("function_call");
        if (call != null) {
            function(call.requiredString("name"), call);
        }
        toolCalls(message);
        if (SAID.stream().noneMatch(message.object()::hasNonNull)) {
            throw ContentRules.nothing(message);
        }
    }

    private void toolCalls(FieldChecks message) {
        JsonNode calls = message.array("tool_calls", MOST_MESSAGES);
        for (int i = 0; calls != null && i < calls.size(); i++) {
            FieldChecks call = message.element("tool_calls", calls, i);
            String id = call.requiredString("id");
            if (id.isEmpty()) {
                throw FieldFaults.emptyString(call.param("id"));
            }
            if (call.requiredOneOf("type", CALL_TYPES).equals("custom")) {
                FieldChecks custom = call.requiredObject("custom");
                custom.requiredString("name");
                custom.requiredString("input");
            } else {
                FieldChecks function = call.requiredObject("function");
                function(function.requiredString("name"), function);
            }
            turns.call(message.path(), call.param("id"), id);
        }
    }

    private static void function(String name, FieldChecks function) {
        if (name.isEmpty()) {
            throw FieldFaults.emptyString(function.param("name"));
        }
        function.requiredString("arguments");
    }

    private void tool(FieldChecks message) {
        turns.result(message.param("tool_call_id"), message.requiredString("tool_call_id"));
        content.required(message, ContentRules.TOOL);
    }

    private void function(FieldChecks message) {
        turns.other();
        message.requiredString("name");
        content.optional(message, ContentRules.TEXT);
    }
}
