package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolIds;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes what was said: {@code messages}, one system message first. System, assistant and tool messages hold one string;
 * a user's holds parts if there is a picture. One for each translation.
 */
final class WatsonxMessages {
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String BETWEEN_TEXTS = "\n\n";

    private final RequestPlan plan;
    private final ToolIds ids;
    private final ArrayNode messages;

    private WatsonxMessages(RequestPlan plan, ObjectNode body) {
        this.plan = plan;
        // Mistral's chat template takes ids of nine characters alone, whoever serves the model.
        this.ids = plan.target().facts().family().equals("mistral") ? ToolIds.NINE : ToolIds.WORD;
        this.messages = body.putArray("messages");
    }

    static void write(RequestPlan plan, ObjectNode body) {
        WatsonxMessages written = new WatsonxMessages(plan, body);
        Conversation conversation = plan.conversation();
        if (!conversation.system().isEmpty()) {
            written.message("system").put(CONTENT, texts(conversation.system()));
        }
        for (Turn turn : conversation.turns()) {
            if (turn.role() == Role.ASSISTANT) {
                written.assistant(turn.parts());
            } else {
                written.user(turn.parts());
            }
        }
    }

    private ObjectNode message(String role) {
        return messages.addObject().put(ROLE, role);
    }

    private void assistant(List<Part> parts) {
        ObjectNode message = message("assistant");
        String said = texts(parts);
        if (!said.isEmpty()) {
            message.put(CONTENT, said);
        }
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                toolCall(call, message.withArray("tool_calls"));
            }
        }
    }

    private void toolCall(Part.ToolCall call, ArrayNode calls) {
        calls.addObject()
                .put("id", ids.providerId(call.id()))
                .put(TYPE, "function")
                .putObject("function")
                .put("name", plan.names().providerName(call.name()))
                .put("arguments", Json.string(call.arguments()));
    }

    /** Results of tools are messages of their own; what they show goes to the head of what the user then says. */
    private void user(List<Part> parts) {
        List<Part> said = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                message("tool").put("tool_call_id", ids.providerId(result.id())).put(CONTENT, texts(result.content()));
                result.content().stream()
                        .filter(shown -> !(shown instanceof Part.Text))
                        .forEach(said::add);
            } else {
                said.add(part);
            }
        }
        if (said.isEmpty()) {
            return;
        }
        if (said.stream().allMatch(Part.Text.class::isInstance)) {
            message("user").put(CONTENT, texts(said));
        } else {
            ArrayNode content = message("user").putArray(CONTENT);
            said.forEach(part -> content.add(userPart(part)));
        }
    }

    private static ObjectNode userPart(Part part) {
        if (part instanceof Part.Text text) {
            return Json.object().put(TYPE, TEXT).put(TEXT, text.text());
        } else if (part instanceof Part.Image image) {
            ObjectNode written = Json.object().put(TYPE, "image_url");
            written.putObject("image_url").put("url", "data:" + image.mediaType() + ";base64," + image.base64());
            return written;
        } else if (part instanceof Part.Document document) {
            throw GatewayException.invalid("unsupported_value", document.path(), "This provider reads no documents.");
        }
        throw new IllegalStateException("a part that the plan lets through to no user");
    }

    private static String texts(List<? extends Part> parts) {
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining(BETWEEN_TEXTS));
    }
}
