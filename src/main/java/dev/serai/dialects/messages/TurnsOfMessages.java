package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.ToolAliases;
import java.util.ArrayList;
import java.util.List;

/** Writes what was said as a chat's messages: one of Anthropic's may be several of OpenAI's. One for each translation. */
final class TurnsOfMessages {
    private static final String CONTENT = "content";
    private static final String CACHE_CONTROL = "cache_control";

    private final ChatTraits traits;
    private final ToolAliases names;
    private final ArrayNode messages;

    TurnsOfMessages(ChatTraits traits, ToolAliases names, ArrayNode messages) {
        this.traits = traits;
        this.names = names;
        this.messages = messages;
    }

    void write(ObjectNode request) {
        JsonNode system = Json.field(request, "system");
        if (system != null && !system.isEmpty() || system != null && system.isTextual()) {
            spoken("system", new Blocks(system, "system").parts());
        }
        JsonNode said = request.path("messages");
        for (int i = 0; i < said.size(); i++) {
            JsonNode content = said.get(i).path(CONTENT);
            String path = "messages[" + i + "].content";
            switch (said.get(i).path("role").asText()) {
                case "assistant" -> assistant(content, path);
                case "user" -> user(content, path);
                default -> spoken("system", new Blocks(content, path).parts());
            }
        }
    }

    /** A message of this role, one plain text as a string; none where it says nothing. */
    private void spoken(String role, List<ObjectNode> parts) {
        if (!parts.isEmpty()) {
            content(messages.addObject().put("role", role), parts);
        }
    }

    private static void content(ObjectNode message, List<ObjectNode> parts) {
        if (parts.size() == 1 && parts.get(0).has("text") && !parts.get(0).has(CACHE_CONTROL)) {
            message.set(CONTENT, parts.get(0).get("text"));
        } else {
            parts.forEach(message.putArray(CONTENT)::add);
        }
    }

    /** Results of tools go first, each as a message of its own: nobody else may speak between a call and its result. */
    private void user(JsonNode content, String path) {
        List<ObjectNode> said = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i).path("type").asText().equals("tool_result")) {
                result(content.get(i), path + "[" + i + "]", said);
            }
        }
        said.addAll(new Blocks(content, path).parts());
        spoken("user", said);
    }

    private void result(JsonNode block, String path, List<ObjectNode> behind) {
        List<ObjectNode> parts = new ArrayList<>();
        int before = behind.size();
        for (ObjectNode part : new Blocks(block.path(CONTENT), path + ".content").parts()) {
            boolean stays = part.has("text") || part.has("image_url") && traits.seesResults();
            (stays ? parts : behind).add(part);
        }
        if (parts.isEmpty() && behind.size() > before) {
            parts.add(Blocks.text("(The result follows in what the user says.)"));
        }
        if (block.path("is_error").asBoolean()) {
            parts.add(0, Blocks.text(failed(parts)));
        }
        ObjectNode message = messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", block.path("tool_use_id").asText());
        if (parts.isEmpty()) {
            message.put(CONTENT, "");
        } else {
            content(message, parts);
        }
        mark(block, message);
    }

    /** Says that it is an error, with the first text that says which, for there is no other place to say so. */
    private static String failed(List<ObjectNode> parts) {
        if (parts.isEmpty() || !parts.get(0).has("text")) {
            return "Error: the tool failed.";
        }
        return "Error: " + parts.remove(0).path("text").asText();
    }

    private void assistant(JsonNode content, String path) {
        ObjectNode message = Json.object().put("role", "assistant");
        List<ObjectNode> parts = new Blocks(content, path).parts();
        if (parts.isEmpty()) {
            message.putNull(CONTENT);
        } else {
            content(message, parts);
        }
        for (JsonNode block : content) {
            switch (block.path("type").asText()) {
                case "tool_use" -> call(block, message);
                case "thinking", "redacted_thinking" ->
                    message.withArray("thinking_blocks").add(block);
                default -> {}
            }
        }
        // Thoughts alone are left out for most servers, and nobody may say null.
        if (parts.isEmpty() && !message.has("tool_calls")) {
            message.put(CONTENT, "");
        }
        messages.add(message);
    }

    private void call(JsonNode block, ObjectNode message) {
        ObjectNode call = message.withArray("tool_calls")
                .addObject()
                .put("id", block.path("id").asText())
                .put("type", "function");
        call.putObject("function")
                .put("name", names.providerName(block.path("name").asText()))
                .put("arguments", Json.string(block.path("input")));
        mark(block, message);
    }

    private static void mark(JsonNode block, ObjectNode carrier) {
        JsonNode mark = Json.field(block, CACHE_CONTROL);
        if (mark != null) {
            carrier.set(CACHE_CONTROL, mark);
        }
    }
}
