package dev.serai.dialects.messages;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import org.jspecify.annotations.Nullable;

/** What a chat's fields are called in Messages, so that clients are told of fields that they have sent. Pure functions. */
final class FieldNames {
    private FieldNames() {}

    /** A parameter that was left out or changed, as {@code X-Dropped-Params} has it. */
    static String ofMessages(String dropped) {
        int change = dropped.indexOf('=');
        return change < 0 ? name(dropped) : name(dropped.substring(0, change)) + dropped.substring(change);
    }

    /** A refusal of the chat. Where in the conversation it was can't be said: one message may have become several. */
    static GatewayException ofMessages(GatewayException refusal) {
        if (!(refusal.error() instanceof GatewayError.InvalidRequest error)) {
            return refusal;
        }
        return new GatewayException(
                new GatewayError.InvalidRequest(error.status(), error.code(), param(error.param()), error.message()));
    }

    private static @Nullable String param(@Nullable String ofChat) {
        if (ofChat == null) {
            return null;
        }
        return ofChat.startsWith("messages") ? "messages" : name(ofChat);
    }

    private static String name(String ofChat) {
        return switch (ofChat) {
            case "stop" -> "stop_sequences";
            case "user", "safety_identifier" -> "metadata.user_id";
            case "reasoning_effort" -> "thinking";
            case "max_completion_tokens" -> "max_tokens";
            case "parallel_tool_calls" -> "tool_choice.disable_parallel_tool_use";
            case "thinking_blocks" -> "messages[].content[].thinking";
            case "tools[].function.strict" -> "tools[].strict";
            case "tools[].function.parameters.additionalProperties" -> "tools[].input_schema.additionalProperties";
            default -> ofChat.startsWith("response_format") ? "output_config.format" : ofChat;
        };
    }
}
