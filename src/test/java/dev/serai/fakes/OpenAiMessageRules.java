package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What OpenAI's chat completions refuse of messages: fields and parts of other roles, calls without results. */
final class OpenAiMessageRules {
    private final OpenAiFields fields;

    private OpenAiMessageRules(OpenAiFields fields) {
        this.fields = fields;
    }

    static void check(JsonNode messages, OpenAiFields fields) {
        new OpenAiMessageRules(fields).messages(messages);
    }

    private void messages(JsonNode messages) {
        List<String> unanswered = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String path = Strict.element("messages", i);
            String role = Strict.text(message, path, "role");
            if (role.equals("tool")) {
                toolResult(message, path, unanswered);
            } else {
                Strict.check(
                        unanswered.isEmpty(),
                        path + ".role",
                        "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                                + " 'tool_call_id'. Missing: " + unanswered);
                unanswered.addAll(message(message, role, path));
            }
        }
        Strict.check(unanswered.isEmpty(), "messages", "tool calls without results: " + unanswered);
    }

    private void toolResult(JsonNode message, String path, List<String> unanswered) {
        fields.only(message, path, "role", "content", "tool_call_id");
        content(message, path, Set.of("text"));
        String id = Strict.text(message, path, "tool_call_id");
        Strict.check(
                unanswered.remove(id),
                path + ".role",
                "messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
    }

    /** Checks a message of any other role, and gives the ids of the calls in it. */
    private List<String> message(JsonNode message, String role, String path) {
        switch (role) {
            case "system", "developer" -> {
                fields.only(message, path, "role", "content", "name");
                content(message, path, Set.of("text"));
            }
            case "user" -> {
                fields.only(message, path, "role", "content", "name");
                content(message, path, Set.of("text", "image_url", "input_audio", "file"));
            }
            case "assistant" -> {
                return assistant(message, path);
            }
            default ->
                Strict.oneOf(role, path + ".role", "system", "developer", "user", "assistant", "tool", "function");
        }
        return List.of();
    }

    private List<String> assistant(JsonNode message, String path) {
        fields.only(
                message,
                path,
                "role",
                "content",
                "refusal",
                "name",
                "tool_calls",
                "audio",
                "function_call",
                "annotations");
        if (message.hasNonNull("function_call")) {
            called(message.get("function_call"), "arguments", path + ".function_call");
        }
        if (!message.has("tool_calls")) {
            Strict.check(
                    message.hasNonNull("content") || message.has("function_call") || message.hasNonNull("refusal"),
                    path + ".content",
                    "expected a string, got null");
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        JsonNode calls = Strict.array(message, path, "tool_calls", 1);
        for (int i = 0; i < calls.size(); i++) {
            String call = Strict.element(path + ".tool_calls", i);
            String type = Strict.text(calls.get(i), call, "type");
            Strict.oneOf(type, call + ".type", "function", "custom");
            fields.only(calls.get(i), call, "id", "type", type);
            called(
                    Strict.object(calls.get(i), call, type),
                    type.equals("function") ? "arguments" : "input",
                    call + "." + type);
            ids.add(Strict.text(calls.get(i), call, "id"));
        }
        return ids;
    }

    private void called(JsonNode call, String input, String path) {
        fields.only(call, path, "name", input);
        Strict.text(call, path, "name");
        Strict.text(call, path, input);
    }

    private void content(JsonNode message, String path, Set<String> types) {
        JsonNode content = Strict.required(message, path, "content");
        if (content.isTextual()) {
            return;
        }
        Strict.array(message, path, "content", 1);
        for (int i = 0; i < content.size(); i++) {
            part(content.get(i), types, Strict.element(path + ".content", i));
        }
    }

    private void part(JsonNode part, Set<String> types, String path) {
        String type = Strict.text(part, path, "type");
        Strict.check(types.contains(type), path + ".type", "'" + type + "' is none of " + types);
        fields.only(part, path, "type", type, "prompt_cache_breakpoint");
        if (type.equals("text")) {
            Strict.text(part, path, "text");
        } else if (type.equals("image_url")) {
            String url = Strict.text(Strict.object(part, path, "image_url"), path + ".image_url", "url");
            String start = url.substring(0, Math.min(url.length(), 11)).toLowerCase(Locale.ROOT);
            Strict.check(start.startsWith("https://") || start.equals("data:image/"), path, "not an image URL");
        }
    }
}
