package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolIds;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what was said as {@code messages}, whose content is always an array: what GENERIC and COHEREV2 share. One for each
 * translation.
 */
abstract class Messages {
    final RequestPlan plan;
    private final ArrayNode messages;
    private final ToolIds ids;

    Messages(RequestPlan plan, ObjectNode chat) {
        this.plan = plan;
        this.messages = chat.putArray("messages");
        this.ids = plan.target().facts().family().equals("mistral") ? ToolIds.NINE : ToolIds.WORD;
    }

    /** Who speaks the system texts. */
    abstract String systemRole();

    /** What is neither a call nor a result. */
    abstract void content(Part part, ObjectNode content);

    abstract void call(Part.ToolCall call, String id, ObjectNode written);

    /** An assistant's message that holds calls alone. */
    abstract void nothingSaid(ObjectNode message);

    void write() {
        Conversation conversation = plan.conversation();
        if (!conversation.system().isEmpty()) {
            contents(message(systemRole()), conversation.system());
        }
        for (Turn turn : conversation.turns()) {
            if (turn.role() == Role.ASSISTANT) {
                assistant(turn.parts());
            } else {
                user(turn.parts());
            }
        }
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }

    private void contents(ObjectNode message, List<? extends Part> parts) {
        ArrayNode content = message.putArray(Fields.CONTENT);
        parts.forEach(part -> content(part, content.addObject()));
    }

    private void assistant(List<Part> parts) {
        ObjectNode message = message("ASSISTANT");
        List<Part> said =
                parts.stream().filter(part -> !(part instanceof Part.ToolCall)).toList();
        if (said.isEmpty()) {
            nothingSaid(message);
        } else {
            contents(message, said);
        }
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                call(
                        call,
                        ids.providerId(call.id()),
                        message.withArray("toolCalls").addObject());
            }
        }
    }

    /** The results first, each as a message of its own; what else the user says, and what the tools show, behind them. */
    private void user(List<Part> parts) {
        List<Part> said = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                toolResult(result, said);
            } else {
                said.add(part);
            }
        }
        if (!said.isEmpty()) {
            contents(message("USER"), said);
        }
    }

    /** Whether a TOOL message may hold a picture is nowhere said (guess: no), so that pictures go to the user's. */
    private void toolResult(Part.ToolResult result, List<Part> behind) {
        ArrayNode content =
                message("TOOL").put("toolCallId", ids.providerId(result.id())).putArray(Fields.CONTENT);
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                Fields.text(content.addObject(), text.text());
            } else {
                behind.add(part);
            }
        }
        if (content.isEmpty()) {
            Fields.text(content.addObject(), "");
        }
    }
}
