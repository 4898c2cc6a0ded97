package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What Anthropic refuses in a conversation: the order of roles and blocks, and every call without its result. */
final class AnthropicTurns {
    private static final Pattern TOOL_ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private final JsonNode messages;

    private AnthropicTurns(JsonNode messages) {
        this.messages = messages;
    }

    /** @param budget whether the model is to think by a budget */
    static void check(JsonNode messages, ClaudeModel model, boolean budget) {
        AnthropicTurns turns = new AnthropicTurns(messages);
        turns.roles();
        turns.blocks();
        turns.lastTurn(model);
        Strict.check(
                !budget || !LostThoughts.in(messages, "tool_result", "thinking", "redacted_thinking"),
                "messages",
                LostThoughts.REASON);
    }

    private void roles() {
        for (int i = 0; i < messages.size(); i++) {
            String path = Strict.element("messages", i);
            Strict.onlyFields(messages.get(i), path, "role", "content");
            Strict.check(
                    Strict.text(messages.get(i), path, "role").equals(i % 2 == 0 ? "user" : "assistant"),
                    path + ".role",
                    "roles must alternate between \"user\" and \"assistant\", and begin with \"user\"");
        }
    }

    private void blocks() {
        List<String> unanswered = List.of();
        for (int i = 0; i < messages.size(); i++) {
            String path = Strict.element("messages", i) + ".content";
            JsonNode content = Strict.required(messages.get(i), Strict.element("messages", i), "content");
            List<String> answered = new ArrayList<>();
            List<String> called = new ArrayList<>();
            if (content.isTextual()) {
                Strict.notBlank(content, path);
            } else {
                Strict.array(messages.get(i), Strict.element("messages", i), "content", 1);
                for (int j = 0; j < content.size(); j++) {
                    block(content.get(j), i % 2 == 0, j == answered.size(), Strict.element(path, j), answered, called);
                }
            }
            Strict.check(
                    answered.size() == unanswered.size() && answered.containsAll(unanswered),
                    path,
                    "`tool_use` ids " + unanswered + " must have `tool_result` blocks immediately after, found "
                            + answered);
            unanswered = called;
        }
        Strict.check(unanswered.isEmpty(), "messages", "`tool_use` ids without `tool_result` blocks: " + unanswered);
    }

    private static void block(
            JsonNode block, boolean user, boolean first, String path, List<String> answered, List<String> called) {
        String type = Strict.text(block, path, "type");
        switch (type) {
            case "text" -> {
                Strict.onlyFields(block, path, "type", "text", "cache_control", "citations");
                Strict.notBlank(Strict.required(block, path, "text"), path + ".text");
            }
            case "image", "document" -> {
                Strict.check(user, path, type + " blocks belong to user turns");
                media(block, type, path);
            }
            case "tool_result" -> {
                Strict.check(user && first, path, "`tool_result` blocks come first in a user turn");
                toolResult(block, path);
                answered.add(block.path("tool_use_id").asText());
            }
            case "tool_use" -> {
                Strict.check(!user, path, "`tool_use` blocks can only be in `assistant` messages");
                toolUse(block, path);
                Strict.check(!called.contains(block.get("id").asText()), path, "`tool_use` ids must be unique");
                called.add(block.get("id").asText());
            }
            case "thinking", "redacted_thinking" -> {
                Strict.check(!user && called.isEmpty(), path, type + " blocks come before calls in assistant turns");
                thinking(block, type, path);
            }
            default -> Strict.oneOf(type, path + ".type", "text", "image", "document", "tool_use", "tool_result");
        }
    }

    private static void media(JsonNode block, String type, String path) {
        Strict.onlyFields(block, path, "type", "source", "cache_control", "title", "context", "citations");
        JsonNode source = Strict.object(block, path, "source");
        String kind = Strict.text(source, path + ".source", "type");
        switch (kind) {
            case "base64" -> {
                Strict.onlyFields(source, path + ".source", "type", "media_type", "data");
                String mediaType = Strict.text(source, path + ".source", "media_type");
                String data = Strict.text(source, path + ".source", "data");
                if (type.equals("image")) {
                    Strict.oneOf(mediaType, path, "image/png", "image/jpeg", "image/gif", "image/webp");
                    ImageBytes.check(data, mediaType.substring("image/".length()), path + ".source.data");
                } else {
                    Strict.oneOf(mediaType, path, "application/pdf");
                    ImageBytes.decode(data, path + ".source.data");
                }
            }
            case "url" -> Strict.onlyFields(source, path + ".source", "type", "url");
            case "file" -> Strict.onlyFields(source, path + ".source", "type", "file_id");
            case "text" -> Strict.onlyFields(source, path + ".source", "type", "media_type", "data");
            default -> Strict.oneOf(kind, path + ".source.type", "base64", "url", "file", "text");
        }
    }

    private static void toolUse(JsonNode block, String path) {
        Strict.onlyFields(block, path, "type", "id", "name", "input", "cache_control");
        Strict.matches(Strict.text(block, path, "id"), TOOL_ID, path + ".id");
        Strict.text(block, path, "name");
        Strict.object(block, path, "input");
    }

    private static void toolResult(JsonNode block, String path) {
        Strict.onlyFields(block, path, "type", "tool_use_id", "content", "is_error", "cache_control");
        Strict.matches(Strict.text(block, path, "tool_use_id"), TOOL_ID, path + ".tool_use_id");
        for (int i = 0;
                i < (block.path("content").isArray() ? block.path("content").size() : 0);
                i++) {
            JsonNode part = block.get("content").get(i);
            String partPath = Strict.element(path + ".content", i);
            Strict.oneOf(Strict.text(part, partPath, "type"), partPath + ".type", "text", "image", "document");
        }
    }

    private static void thinking(JsonNode block, String type, String path) {
        if (type.equals("thinking")) {
            Strict.onlyFields(block, path, "type", "thinking", "signature");
            ThoughtSignatures.check(Strict.text(block, path, "thinking"), Strict.text(block, path, "signature"), path);
        } else {
            Strict.onlyFields(block, path, "type", "data");
            Strict.text(block, path, "data");
        }
    }

    private void lastTurn(ClaudeModel model) {
        if (messages.size() % 2 == 1) {
            return;
        }
        String path = Strict.element("messages", messages.size() - 1);
        Strict.check(!model.refusesPrefill(), path, "This model does not support assistant message prefill.");
        JsonNode content = messages.get(messages.size() - 1).path("content");
        String text = content.isTextual()
                ? content.asText()
                : content.path(content.size() - 1).path("text").asText();
        Strict.check(
                text.equals(text.stripTrailing()), path, "final assistant content cannot end with trailing whitespace");
    }
}
