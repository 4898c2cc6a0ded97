package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What OpenAI's chat completions refuse with a 400 (https://platform.openai.com/docs/api-reference/chat/create). Fields whose name
 * begins with {@code x_} pass for ones that a later API version brings.
 */
final class OpenAiRules {
    private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern REASONING_MODEL = Pattern.compile("(o[1-9]|gpt-5).*");
    private static final Set<String> FIELDS = Set.of(
            "audio",
            "frequency_penalty",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "max_completion_tokens",
            "max_tokens",
            "messages",
            "metadata",
            "modalities",
            "model",
            "moderation",
            "n",
            "parallel_tool_calls",
            "prediction",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "stop",
            "store",
            "stream",
            "stream_options",
            "temperature",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "user",
            "verbosity",
            "web_search_options");

    private final JsonNode request;
    private final boolean refuseUnknownFields;

    private OpenAiRules(JsonNode request, boolean refuseUnknownFields) {
        this.request = request;
        this.refuseUnknownFields = refuseUnknownFields;
    }

    static void check(JsonNode request, boolean refuseUnknownFields) {
        new OpenAiRules(withoutNulls(request), refuseUnknownFields).check();
    }

    /** The API reference lets every optional field be null but those of tools; a null of an unknown name is still unknown. */
    private static JsonNode withoutNulls(JsonNode request) {
        JsonNode given = request.deepCopy();
        given.properties()
                .removeIf(field -> field.getValue().isNull()
                        && FIELDS.contains(field.getKey())
                        && !field.getKey().contains("tool"));
        return given;
    }

    private void check() {
        known(request, "", FIELDS);
        Strict.text(request, "", "model");
        numbers();
        streaming();
        tools();
        responseFormat();
        messages(Strict.array(request, "", "messages", 1));
        reasoningModel();
    }

    private void numbers() {
        Strict.range(request, "", "temperature", 0, 2);
        Strict.range(request, "", "top_p", 0, 1);
        Strict.range(request, "", "presence_penalty", -2, 2);
        Strict.range(request, "", "frequency_penalty", -2, 2);
        Strict.range(request, "", "n", 1, 128);
        Strict.range(request, "", "top_logprobs", 0, 20);
        Strict.wholeFrom(request, "", "max_tokens", 1);
        Strict.wholeFrom(request, "", "max_completion_tokens", 1);
        Strict.check(request.path("stop").size() <= 4, "stop", "at most 4 sequences");
        Strict.check(
                !(request.has("max_tokens") && request.has("max_completion_tokens")),
                "max_tokens",
                "not together with max_completion_tokens");
    }

    private void streaming() {
        JsonNode options = request.get("stream_options");
        if (options != null && !options.isNull()) {
            Strict.check(
                    request.path("stream").asBoolean(),
                    "stream_options",
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
            known(options, "stream_options", Set.of("include_usage", "include_obfuscation"));
        }
    }

    /** https://platform.openai.com/docs/guides/reasoning: o-series and gpt-5 count with max_completion_tokens and do not sample. */
    private void reasoningModel() {
        if (REASONING_MODEL.matcher(request.path("model").asText()).matches()) {
            for (String field : List.of(
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "presence_penalty",
                    "frequency_penalty",
                    "logprobs",
                    "stop")) {
                if (request.has(field)) {
                    throw new RequestRefused(
                            400,
                            "unsupported_parameter",
                            field,
                            "Unsupported parameter: '" + field + "' is not supported with this model.");
                }
            }
        }
    }

    private void tools() {
        Set<String> names = new LinkedHashSet<>();
        if (request.has("tools")) {
            JsonNode tools = Strict.array(request, "", "tools", 1);
            for (int i = 0; i < tools.size(); i++) {
                names.add(tool(tools.get(i), Strict.element("tools", i)));
            }
        }
        for (String field : List.of("tool_choice", "parallel_tool_calls")) {
            Strict.check(!request.has(field) || !names.isEmpty(), field, "is only allowed when 'tools' are specified");
        }
        String chosen = request.at("/tool_choice/function/name").asText();
        Strict.check(chosen.isEmpty() || names.contains(chosen), "tool_choice", "'" + chosen + "' is not in tools");
    }

    private String tool(JsonNode tool, String path) {
        known(tool, path, Set.of("type", "function", "custom"));
        String type = Strict.text(tool, path, "type");
        Strict.oneOf(type, path + ".type", "function", "custom");
        JsonNode inner = Strict.object(tool, path, type);
        known(inner, path + "." + type, Set.of("name", "description", "parameters", "strict", "format"));
        String name = Strict.text(inner, path + "." + type, "name");
        Strict.matches(name, TOOL_NAME, path + "." + type + ".name");
        return name;
    }

    private void responseFormat() {
        JsonNode format = request.get("response_format");
        if (format != null && !format.isNull()) {
            String type = Strict.text(format, "response_format", "type");
            Strict.oneOf(type, "response_format.type", "text", "json_object", "json_schema");
            if (type.equals("json_schema")) {
                JsonNode schema = Strict.object(format, "response_format", "json_schema");
                Strict.matches(
                        Strict.text(schema, "response_format.json_schema", "name"),
                        TOOL_NAME,
                        "response_format.json_schema.name");
            }
        }
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
        known(message, path, Set.of("role", "content", "tool_call_id"));
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
                known(message, path, Set.of("role", "content", "name"));
                content(message, path, Set.of("text"));
            }
            case "user" -> {
                known(message, path, Set.of("role", "content", "name"));
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
        known(
                message,
                path,
                Set.of("role", "content", "refusal", "name", "tool_calls", "audio", "function_call", "annotations"));
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
            known(calls.get(i), call, Set.of("id", "type", "function", "custom"));
            Strict.oneOf(Strict.text(calls.get(i), call, "type"), call + ".type", "function", "custom");
            if (calls.get(i).has("function")) {
                JsonNode function = Strict.object(calls.get(i), call, "function");
                Strict.text(function, call + ".function", "name");
                Strict.text(function, call + ".function", "arguments");
            }
            ids.add(Strict.text(calls.get(i), call, "id"));
        }
        return ids;
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
        known(part, path, Set.of("type", type, "prompt_cache_breakpoint"));
        if (type.equals("text")) {
            Strict.text(part, path, "text");
        } else if (type.equals("image_url")) {
            String url = Strict.text(Strict.object(part, path, "image_url"), path + ".image_url", "url");
            String start = url.substring(0, Math.min(url.length(), 11)).toLowerCase(Locale.ROOT);
            Strict.check(start.startsWith("https://") || start.equals("data:image/"), path, "not an image URL");
        }
    }

    private void known(JsonNode object, String path, Set<String> fields) {
        Strict.check(object.isObject(), path, "must be an object");
        for (Iterator<String> names = object.fieldNames(); refuseUnknownFields && names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name) && !name.startsWith("x_")) {
                throw RequestRefused.unknownField(Strict.child(path, name));
            }
        }
    }
}
