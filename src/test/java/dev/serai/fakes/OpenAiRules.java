package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What OpenAI's chat completions refuse with a 400 (https://platform.openai.com/docs/api-reference/chat/create). Fields whose name
 * begins with {@code x_} pass for ones that a later API version brings.
 */
final class OpenAiRules {
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
    private final OpenAiFields fields;

    private OpenAiRules(JsonNode request, OpenAiFields fields) {
        this.request = request;
        this.fields = fields;
    }

    static void check(JsonNode request, boolean refuseUnknownFields) {
        new OpenAiRules(withoutNulls(request), new OpenAiFields(refuseUnknownFields)).check();
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
        fields.only(request, "", FIELDS);
        Strict.text(request, "", "model");
        numbers();
        streaming();
        OpenAiToolRules.check(request, fields);
        responseFormat();
        metadata();
        OpenAiMessageRules.check(Strict.array(request, "", "messages", 1), fields);
        reasoningModel();
    }

    private void numbers() {
        Strict.range(request, "", "temperature", 0, 2);
        Strict.range(request, "", "top_p", 0, 1);
        Strict.range(request, "", "presence_penalty", -2, 2);
        Strict.range(request, "", "frequency_penalty", -2, 2);
        Strict.range(request, "", "n", 1, 128);
        Strict.range(request, "", "top_logprobs", 0, 20);
        Strict.check(
                !request.has("top_logprobs") || request.path("logprobs").asBoolean(),
                "top_logprobs",
                "is only allowed when 'logprobs' is true");
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
            fields.only(options, "stream_options", "include_usage", "include_obfuscation");
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

    private void responseFormat() {
        JsonNode format = request.get("response_format");
        if (format == null) {
            return;
        }
        String type = Strict.text(format, "response_format", "type");
        Strict.oneOf(type, "response_format.type", "text", "json_object", "json_schema");
        if (!type.equals("json_schema")) {
            fields.only(format, "response_format", "type");
            return;
        }
        fields.only(format, "response_format", "type", "json_schema");
        String path = "response_format.json_schema";
        JsonNode described = Strict.object(format, "response_format", "json_schema");
        fields.only(described, path, "name", "description", "schema", "strict");
        Strict.matches(Strict.text(described, path, "name"), OpenAiToolRules.NAME, path + ".name");
        JsonNode schema = Strict.object(described, path, "schema");
        if (described.path("strict").asBoolean()) {
            OpenAiSchemaRules.closed(schema, path + ".schema");
        }
    }

    /** https://platform.openai.com/docs/api-reference/chat/create#chat_create-metadata */
    private void metadata() {
        if (!request.has("metadata")) {
            return;
        }
        JsonNode metadata = Strict.object(request, "", "metadata");
        Strict.check(metadata.size() <= 16, "metadata", "at most 16 pairs");
        metadata.properties().forEach(pair -> {
            String path = "metadata." + pair.getKey();
            Strict.check(pair.getKey().length() <= 64, path, "keys of at most 64 characters");
            Strict.check(
                    pair.getValue().isTextual() && pair.getValue().asText().length() <= 512,
                    path,
                    "strings of at most 512 characters");
        });
    }
}
