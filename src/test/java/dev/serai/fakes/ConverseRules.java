package dev.serai.fakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What Bedrock's Converse refuses with a ValidationException
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html), the turns apart; with it what Claude models
 * refuse behind it.
 */
final class ConverseRules {
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern METADATA_VALUE = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,\\-.]{0,256}");
    private static final Pattern FORCEABLE = Pattern.compile(".*(anthropic\\.claude|amazon\\.nova|mistral\\.).*");

    private final String modelId;
    private final JsonNode request;
    private final CacheMarks cacheMarks = CacheMarks.ofConverse();

    private ConverseRules(String modelId, JsonNode request) {
        this.modelId = modelId;
        this.request = request;
    }

    static void check(String modelId, boolean stream, JsonNode request) {
        new ConverseRules(modelId, request).check();
        ConverseFamilyRules.check(modelId, stream, request);
    }

    private void check() {
        Strict.onlyFields(
                request,
                "",
                "messages",
                "system",
                "inferenceConfig",
                "toolConfig",
                "guardrailConfig",
                "additionalModelRequestFields",
                "additionalModelResponseFieldPaths",
                "promptVariables",
                "requestMetadata",
                "performanceConfig",
                "serviceTier",
                "outputConfig");
        system();
        inference();
        tools();
        metadata();
        outputConfig();
        JsonNode messages = Strict.array(request, "", "messages", 1);
        ConverseTurns.check(messages, request.has("toolConfig"), cacheMarks);
        if (modelId.contains("claude")) {
            claude(ClaudeModel.of(modelId), messages);
        }
    }

    private void system() {
        for (int i = 0; i < request.path("system").size(); i++) {
            String path = Strict.element("system", i);
            JsonNode block = request.path("system").get(i);
            String kind = Strict.member(block, path, "text", "guardContent", "cachePoint");
            if (kind.equals("text")) {
                Strict.notBlank(block.get("text"), path + ".text");
            } else if (kind.equals("cachePoint")) {
                cacheMarks.check(block.get("cachePoint"), path + ".cachePoint");
            }
        }
    }

    private void inference() {
        JsonNode config = request.path("inferenceConfig");
        Strict.onlyFields(config, "inferenceConfig", "maxTokens", "temperature", "topP", "stopSequences");
        Strict.wholeFrom(config, "inferenceConfig", "maxTokens", 1);
        Strict.range(config, "inferenceConfig", "temperature", 0, 1);
        Strict.range(config, "inferenceConfig", "topP", 0, 1);
        for (JsonNode stop : config.path("stopSequences")) {
            Strict.check(!stop.asText().isBlank(), "inferenceConfig.stopSequences", "must not be blank");
        }
    }

    private void tools() {
        if (!request.has("toolConfig")) {
            return;
        }
        JsonNode config = request.get("toolConfig");
        Strict.onlyFields(config, "toolConfig", "tools", "toolChoice");
        JsonNode tools = Strict.array(config, "toolConfig", "tools", 1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("toolConfig.tools", i);
            String kind = Strict.member(tools.get(i), path, "toolSpec", "systemTool", "cachePoint");
            if (kind.equals("toolSpec")) {
                names.add(tool(tools.get(i).get("toolSpec"), path + ".toolSpec"));
            } else if (kind.equals("cachePoint")) {
                Strict.check(i > 0, path, "a cachePoint stands behind what it is to keep");
                cacheMarks.check(tools.get(i).get("cachePoint"), path + ".cachePoint");
            }
        }
        Strict.check(names.size() == names.stream().distinct().count(), "toolConfig.tools", "names must be unique");
        if (config.has("toolChoice")) {
            toolChoice(config.get("toolChoice"), names);
        }
    }

    private static String tool(JsonNode tool, String path) {
        Strict.onlyFields(tool, path, "name", "description", "inputSchema", "strict");
        Strict.check(!tool.path("description").asText("-").isEmpty(), path + ".description", "at least 1 character");
        Strict.member(Strict.object(tool, path, "inputSchema"), path + ".inputSchema", "json");
        JsonNode schema = Strict.object(tool.get("inputSchema"), path + ".inputSchema", "json");
        Strict.oneOf(schema.path("type").asText(), path + ".inputSchema.json.type", "object");
        String name = Strict.text(tool, path, "name");
        Strict.matches(name, TOOL_NAME, path + ".name");
        return name;
    }

    private void toolChoice(JsonNode choice, List<String> names) {
        String path = "toolConfig.toolChoice";
        String kind = Strict.member(choice, path, "auto", "any", "tool");
        if (kind.equals("tool")) {
            Strict.onlyFields(choice.get("tool"), path + ".tool", "name");
            String name = Strict.text(choice.get("tool"), path + ".tool", "name");
            Strict.check(names.contains(name), path + ".tool.name", "'" + name + "' is not among the tools");
        } else {
            Strict.onlyFields(choice.get(kind), Strict.child(path, kind));
        }
        Strict.check(
                kind.equals("auto") || FORCEABLE.matcher(modelId).matches(),
                path,
                "This model doesn't support the toolConfig.toolChoice." + kind + " field.");
    }

    private void metadata() {
        if (!request.has("requestMetadata")) {
            return;
        }
        JsonNode metadata = Strict.object(request, "", "requestMetadata");
        Strict.check(!metadata.isEmpty() && metadata.size() <= 16, "requestMetadata", "1 to 16 entries");
        metadata.properties().forEach(entry -> {
            Strict.matches(entry.getKey(), METADATA_VALUE, "requestMetadata");
            Strict.matches(Strict.text(metadata, "requestMetadata", entry.getKey()), METADATA_VALUE, "requestMetadata");
        });
    }

    private void outputConfig() {
        if (request.has("serviceTier")) {
            Strict.onlyFields(request.get("serviceTier"), "serviceTier", "type");
            Strict.oneOf(
                    Strict.text(request.get("serviceTier"), "serviceTier", "type"),
                    "serviceTier.type",
                    "priority",
                    "default",
                    "flex",
                    "reserved");
        }
        JsonNode format = request.path("outputConfig").path("textFormat");
        Strict.onlyFields(request.path("outputConfig"), "outputConfig", "textFormat", "effort");
        if (!format.isMissingNode()) {
            String path = "outputConfig.textFormat";
            Strict.onlyFields(format, path, "type", "structure");
            Strict.oneOf(Strict.text(format, path, "type"), path + ".type", "json_schema");
            Strict.member(Strict.object(format, path, "structure"), path + ".structure", "jsonSchema");
            JsonNode schema = format.get("structure").get("jsonSchema");
            Strict.onlyFields(schema, path + ".structure.jsonSchema", "schema", "name", "description");
            parsed(Strict.text(schema, path + ".structure.jsonSchema", "schema"));
        }
    }

    /** The schema is a string that holds JSON, not JSON. */
    static JsonNode parsed(String schema) {
        try {
            return new ObjectMapper().readTree(schema);
        } catch (JsonProcessingException e) {
            throw RequestRefused.invalid("outputConfig.textFormat.structure.jsonSchema.schema", "is not JSON");
        }
    }

    private void claude(ClaudeModel model, JsonNode messages) {
        JsonNode config = request.path("inferenceConfig");
        JsonNode more = request.path("additionalModelRequestFields");
        Strict.onlyFields(
                more,
                "additionalModelRequestFields",
                "thinking",
                "tool_choice",
                "top_k",
                "anthropic_beta",
                "output_config");
        Strict.check(
                !(model.refusesTemperatureWithTopP() && config.has("temperature") && config.has("topP")),
                "inferenceConfig",
                "`temperature` and `top_p` cannot both be specified for this model.");
        Strict.check(
                !(model.refusesSampling() && (config.has("temperature") || config.has("topP") || more.has("top_k"))),
                "inferenceConfig",
                "sampling parameters are not supported by this model");
        Strict.check(
                !(more.has("tool_choice") && request.path("toolConfig").has("toolChoice")),
                "additionalModelRequestFields.tool_choice",
                "The additional field tool_choice conflicts with toolConfig.toolChoice");
        Strict.check(
                !(model.refusesPrefill() && messages.size() % 2 == 0),
                "messages",
                "This model does not support assistant message prefill.");
        Strict.check(
                model.hasOutputFormat() || !request.path("outputConfig").has("textFormat"),
                "outputConfig.textFormat",
                "structured output is not supported by this model");
        thinking(model, more.path("thinking"));
    }

    private void thinking(ClaudeModel model, JsonNode thinking) {
        String path = "additionalModelRequestFields.thinking";
        if (thinking.isMissingNode()) {
            return;
        }
        String type = Strict.text(thinking, path, "type");
        Strict.oneOf(type, path + ".type", "enabled", "adaptive", "disabled");
        if (type.equals("disabled")) {
            Strict.check(!model.refusesThinkingOff(), path, "this model always thinks");
            return;
        }
        JsonNode config = request.path("inferenceConfig");
        Strict.check(
                config.path("temperature").asDouble(1) == 1,
                path,
                "temperature may only be 1 when thinking is enabled");
        if (type.equals("enabled")) {
            Strict.check(!model.refusesThinkingBudget(), path, "budget_tokens is not supported by this model");
            Strict.required(thinking, path, "budget_tokens");
            Strict.wholeFrom(thinking, path, "budget_tokens", 1024);
            Strict.check(
                    !config.has("maxTokens")
                            || thinking.get("budget_tokens").asInt()
                                    < config.get("maxTokens").asInt(),
                    path,
                    "`max_tokens` must be greater than `thinking.budget_tokens`");
        }
        Strict.check(
                !type.equals("enabled") || !LostThoughts.in(request.path("messages"), "toolResult", "reasoningContent"),
                "messages",
                LostThoughts.REASON);
        JsonNode choice = request.path("toolConfig").path("toolChoice");
        Strict.check(
                !choice.has("any") && !choice.has("tool"),
                path,
                "Thinking may not be enabled when tool_choice forces tool use.");
    }
}
