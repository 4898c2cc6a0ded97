package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What OpenAI's Responses refuse with a 400 (https://platform.openai.com/docs/api-reference/responses/create). Fields whose name
 * begins with {@code x_} pass for ones that a later API version brings.
 */
final class OpenAiResponseRules {
    /** How the fake's own sealed thoughts begin. */
    static final String SEALED = "gAAAAAB";

    private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern REASONING_MODEL = Pattern.compile("(o[1-9]|gpt-5).*");
    private static final Set<String> FIELDS = Set.of(
            "background",
            "conversation",
            "include",
            "input",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "model",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "service_tier",
            "store",
            "stream",
            "stream_options",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user");

    private final JsonNode request;
    private final boolean reasons;

    private OpenAiResponseRules(JsonNode request) {
        this.request = request;
        this.reasons = isReasoning(request.path("model").asText());
    }

    static boolean isReasoning(String model) {
        return REASONING_MODEL.matcher(model).matches();
    }

    static void check(JsonNode request) {
        new OpenAiResponseRules(request).check();
    }

    private void check() {
        known(request, "", FIELDS);
        Strict.text(request, "", "model");
        Strict.range(request, "", "temperature", 0, 2);
        Strict.range(request, "", "top_p", 0, 1);
        Strict.wholeFrom(request, "", "max_output_tokens", 16);
        if (request.hasNonNull("stream_options")) {
            Strict.check(request.path("stream").asBoolean(), "stream_options", "is only allowed with 'stream'");
            known(request.get("stream_options"), "stream_options", Set.of("include_obfuscation"));
        }
        ofModel();
        tools();
        format();
        if (request.hasNonNull("previous_response_id")) {
            throw new RequestRefused(
                    400, "previous_response_not_found", "previous_response_id", "Previous response not found.");
        }
        if (!request.path("input").isTextual()) {
            items(Strict.array(request, "", "input", 1));
        }
    }

    private void ofModel() {
        if (reasons) {
            List.of("temperature", "top_p", "top_logprobs")
                    .forEach(field -> unsupported(field, request.hasNonNull(field)));
        } else {
            unsupported("reasoning.effort", request.at("/reasoning/effort").isTextual());
            for (JsonNode include : request.path("include")) {
                Strict.check(
                        !include.asText().equals("reasoning.encrypted_content"),
                        "include",
                        "Encrypted content is not supported with this model.");
            }
        }
    }

    private static void unsupported(String field, boolean used) {
        if (used) {
            throw new RequestRefused(
                    400,
                    "unsupported_parameter",
                    field,
                    "Unsupported parameter: '" + field + "' is not supported with this model.");
        }
    }

    private void tools() {
        Set<String> names = new LinkedHashSet<>();
        JsonNode tools = request.path("tools");
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("tools", i);
            String type = Strict.text(tools.get(i), path, "type");
            if (type.equals("function")) {
                known(tools.get(i), path, Set.of("type", "name", "description", "parameters", "strict"));
            } else if (type.equals("custom")) {
                known(tools.get(i), path, Set.of("type", "name", "description", "format"));
            } else {
                Strict.oneOf(
                        type,
                        path + ".type",
                        "web_search",
                        "web_search_preview",
                        "file_search",
                        "mcp",
                        "code_interpreter");
                continue;
            }
            String name = Strict.text(tools.get(i), path, "name");
            Strict.matches(name, TOOL_NAME, path + ".name");
            names.add(name);
        }
        String chosen = request.at("/tool_choice/name").asText();
        Strict.check(chosen.isEmpty() || names.contains(chosen), "tool_choice", "'" + chosen + "' is not in tools");
    }

    private void format() {
        JsonNode format = request.at("/text/format");
        if (format.isMissingNode()) {
            return;
        }
        String type = Strict.text(format, "text.format", "type");
        Strict.oneOf(type, "text.format.type", "text", "json_object", "json_schema");
        if (type.equals("json_schema")) {
            known(format, "text.format", Set.of("type", "name", "description", "schema", "strict"));
            Strict.matches(Strict.text(format, "text.format", "name"), TOOL_NAME, "text.format.name");
            Strict.object(format, "text.format", "schema");
        }
    }

    private void items(JsonNode input) {
        Set<String> calls = new LinkedHashSet<>();
        Set<String> unanswered = new LinkedHashSet<>();
        for (int i = 0; i < input.size(); i++) {
            JsonNode item = input.get(i);
            String path = Strict.element("input", i);
            switch (item.path("type").asText("message")) {
                case "message" -> message(item, path);
                case "function_call" -> {
                    known(item, path, Set.of("type", "id", "status", "call_id", "name", "arguments"));
                    Strict.text(item, path, "arguments");
                    calls.add(Strict.text(item, path, "call_id"));
                    unanswered.add(item.path("call_id").asText());
                }
                case "custom_tool_call" -> {
                    known(item, path, Set.of("type", "id", "status", "call_id", "name", "input"));
                    calls.add(Strict.text(item, path, "call_id"));
                    unanswered.add(item.path("call_id").asText());
                }
                case "function_call_output", "custom_tool_call_output" -> {
                    known(item, path, Set.of("type", "id", "status", "call_id", "output"));
                    String id = Strict.text(item, path, "call_id");
                    Strict.check(
                            calls.contains(id),
                            "input",
                            "No tool call found for function call output with call_id " + id);
                    unanswered.remove(id);
                }
                case "reasoning" -> reasoning(item, path);
                case "item_reference" ->
                    throw new RequestRefused(
                            404,
                            "item_not_found",
                            "input",
                            "Item with id not found. Items are not persisted when `store` is set to false.");
                default -> Strict.text(item, path, "type");
            }
        }
        Strict.check(unanswered.isEmpty(), "input", "No tool output found for function call " + unanswered);
    }

    private void reasoning(JsonNode item, String path) {
        known(item, path, Set.of("type", "id", "status", "summary", "content", "encrypted_content"));
        Strict.array(item, path, "summary", 0);
        if (!item.path("content").isEmpty()) {
            throw new RequestRefused(400, "array_above_max_length", path + ".content", "Array too long.");
        }
        Strict.check(
                item.hasNonNull("encrypted_content"),
                path,
                "Item '" + item.path("id").asText()
                        + "' not found. Items are not persisted when `store` is set to false.");
        Strict.check(
                item.path("encrypted_content").asText().startsWith(SEALED),
                path + ".encrypted_content",
                "The encrypted content could not be verified.");
        Strict.check(reasons, path, "Encrypted content is not supported with this model.");
    }

    private static void message(JsonNode item, String path) {
        known(item, path, Set.of("type", "id", "status", "role", "content", "phase"));
        String role = Strict.text(item, path, "role");
        Strict.oneOf(role, path + ".role", "user", "assistant", "system", "developer");
        JsonNode content = Strict.required(item, path, "content");
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            part(content.get(i), role.equals("assistant"), path + "." + Strict.element("content", i));
        }
    }

    private static void part(JsonNode part, boolean said, String path) {
        String type = Strict.text(part, path, "type");
        if (said) {
            Strict.oneOf(type, path + ".type", "output_text", "refusal");
            known(part, path, Set.of("type", "text", "refusal", "annotations", "logprobs"));
            return;
        }
        switch (type) {
            case "input_text" -> {
                known(part, path, Set.of("type", "text"));
                Strict.text(part, path, "text");
            }
            case "input_image" -> {
                known(part, path, Set.of("type", "image_url", "file_id", "detail"));
                Strict.check(
                        part.path("image_url").isTextual() || part.has("file_id"), path, "needs image_url or file_id");
            }
            case "input_file" ->
                known(part, path, Set.of("type", "file_data", "file_id", "file_url", "filename", "detail"));
            default -> throw RequestRefused.invalid(path + ".type", "'" + type + "' is no type of input");
        }
    }

    private static void known(JsonNode object, String path, Set<String> fields) {
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name) && !name.startsWith("x_")) {
                throw RequestRefused.unknownField(Strict.child(path, name));
            }
        });
    }
}
