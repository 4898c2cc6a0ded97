package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic's Messages API refuses with a 400 (https://docs.anthropic.com/en/api/messages), the turns apart. */
final class AnthropicRules {
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    private final JsonNode request;
    private final ClaudeModel model;

    private AnthropicRules(JsonNode request) {
        this.request = request;
        this.model = ClaudeModel.of(Strict.text(request, "", "model"));
    }

    static void check(JsonNode request) {
        new AnthropicRules(request).check();
    }

    /** What may be asked to be counted: a request without what only an answer needs. */
    static void checkCounted(JsonNode request) {
        Strict.onlyFields(
                request, "", "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config");
        check(((ObjectNode) request.deepCopy()).put("max_tokens", 8000));
    }

    /** Six, and one for each message: a number that no rule of the gateway's comes to. */
    static String count(JsonNode request) {
        return "{\"input_tokens\":" + (request.path("messages").size() + 6) + "}";
    }

    private void check() {
        Strict.onlyFields(
                request,
                "",
                "model",
                "messages",
                "max_tokens",
                "system",
                "metadata",
                "stop_sequences",
                "stream",
                "temperature",
                "top_k",
                "top_p",
                "tools",
                "tool_choice",
                "thinking",
                "service_tier",
                "output_config",
                "cache_control",
                "container");
        Strict.required(request, "", "max_tokens");
        Strict.wholeFrom(request, "", "max_tokens", 0);
        system();
        sampling();
        thinking();
        tools();
        toolChoice();
        outputConfig();
        metadata();
        AnthropicTurns.check(
                Strict.array(request, "", "messages", 1),
                model,
                request.at("/thinking/type").asText().equals("enabled"));
        CacheMarks.ofAnthropic(request);
    }

    private void system() {
        JsonNode system = request.path("system");
        Strict.check(system.isMissingNode() || system.isTextual() || system.isArray(), "system", "text or blocks");
        for (int i = 0; i < (system.isArray() ? system.size() : 0); i++) {
            String path = Strict.element("system", i);
            Strict.onlyFields(system.get(i), path, "type", "text", "cache_control", "citations");
            Strict.oneOf(Strict.text(system.get(i), path, "type"), path + ".type", "text");
            Strict.notBlank(system.get(i).path("text"), path + ".text");
        }
    }

    private void sampling() {
        Strict.range(request, "", "temperature", 0, 1);
        Strict.range(request, "", "top_p", 0, 1);
        Strict.wholeFrom(request, "", "top_k", 0);
        if (model.refusesSampling()) {
            Strict.check(request.path("temperature").asDouble(1) == 1, "temperature", "is not supported by this model");
            Strict.check(request.path("top_p").asDouble(1) >= 0.99, "top_p", "is not supported by this model");
            Strict.check(!request.has("top_k"), "top_k", "is not supported by this model");
        }
        Strict.check(
                !(model.refusesTemperatureWithTopP() && request.has("temperature") && request.has("top_p")),
                "temperature",
                "`temperature` and `top_p` cannot both be specified for this model");
        for (JsonNode stop : request.path("stop_sequences")) {
            Strict.check(!stop.asText().isBlank(), "stop_sequences", "each stop sequence must contain non-whitespace");
        }
    }

    private void thinking() {
        JsonNode thinking = request.path("thinking");
        if (thinking.isMissingNode()) {
            return;
        }
        Strict.onlyFields(thinking, "thinking", "type", "budget_tokens", "display");
        String type = Strict.text(thinking, "thinking", "type");
        Strict.oneOf(type, "thinking.type", "enabled", "adaptive", "disabled");
        if (type.equals("disabled")) {
            Strict.check(!model.refusesThinkingOff(), "thinking.type", "this model always thinks");
            return;
        }
        if (type.equals("enabled")) {
            budget(thinking);
        }
        Strict.check(
                request.path("temperature").asDouble(1) == 1,
                "temperature",
                "may only be set to 1 when thinking is enabled");
        Strict.check(!request.has("top_k"), "top_k", "must be unset when thinking is enabled");
        String choice = request.at("/tool_choice/type").asText("auto");
        Strict.check(
                choice.equals("auto") || choice.equals("none"),
                "tool_choice",
                "Thinking may not be enabled when tool_choice forces tool use.");
    }

    private void budget(JsonNode thinking) {
        Strict.check(!model.refusesThinkingBudget(), "thinking.budget_tokens", "is not supported by this model");
        Strict.required(thinking, "thinking", "budget_tokens");
        Strict.wholeFrom(thinking, "thinking", "budget_tokens", 1024);
        Strict.check(
                thinking.get("budget_tokens").asInt()
                        < request.path("max_tokens").asInt(),
                "max_tokens",
                "`max_tokens` must be greater than `thinking.budget_tokens`");
    }

    private void tools() {
        JsonNode tools = request.path("tools");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("tools", i);
            JsonNode tool = tools.get(i);
            Strict.onlyFields(tool, path, "type", "name", "description", "input_schema", "cache_control", "strict");
            Strict.oneOf(tool.path("type").asText("custom"), path + ".type", "custom");
            String name = Strict.text(tool, path, "name");
            Strict.matches(name, TOOL_NAME, path + ".name");
            Strict.check(names.add(name), path + ".name", "Tool names must be unique.");
            Strict.check(!tool.path("description").asText("-").isEmpty(), path + ".description", "must not be empty");
            inputSchema(Strict.object(tool, path, "input_schema"), path + ".input_schema");
        }
    }

    private static void inputSchema(JsonNode schema, String path) {
        Strict.oneOf(Strict.text(schema, path, "type"), path + ".type", "object");
        for (String combined : new String[] {"anyOf", "oneOf", "allOf"}) {
            Strict.check(!schema.has(combined), path, "does not support oneOf, allOf, or anyOf at the top level");
        }
    }

    private void toolChoice() {
        JsonNode choice = request.path("tool_choice");
        if (choice.isMissingNode()) {
            return;
        }
        Strict.check(request.path("tools").size() > 0, "tool_choice", "may only be specified while providing tools");
        String type = Strict.text(choice, "tool_choice", "type");
        Strict.oneOf(type, "tool_choice.type", "auto", "any", "tool", "none");
        Strict.onlyFields(choice, "tool_choice", "type", "name", "disable_parallel_tool_use");
        Strict.check(
                choice.has("name") == type.equals("tool"),
                "tool_choice.name",
                "belongs to the type tool, and to no other");
        Strict.check(
                !(type.equals("none") && choice.has("disable_parallel_tool_use")),
                "tool_choice.disable_parallel_tool_use",
                "Extra inputs are not permitted");
        boolean forced = type.equals("any") || type.equals("tool");
        Strict.check(
                !(forced && model.refusesForcedTools()), "tool_choice", "this model cannot be forced to use a tool");
        if (type.equals("tool")) {
            String name = choice.path("name").asText();
            Strict.check(
                    request.path("tools").findValuesAsText("name").contains(name),
                    "tool_choice.name",
                    "Tool '" + name + "' not found in provided tools");
        }
    }

    private void outputConfig() {
        JsonNode config = request.path("output_config");
        if (config.isMissingNode()) {
            return;
        }
        Strict.onlyFields(config, "output_config", "format", "effort");
        JsonNode format = config.path("format");
        if (!format.isMissingNode()) {
            Strict.check(model.hasOutputFormat(), "output_config.format", "is not supported by this model");
            Strict.onlyFields(format, "output_config.format", "type", "schema");
            Strict.oneOf(
                    Strict.text(format, "output_config.format", "type"), "output_config.format.type", "json_schema");
            closed(Strict.object(format, "output_config.format", "schema"), "output_config.format.schema");
        }
    }

    /** https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs: every object must be closed. */
    private static void closed(JsonNode schema, String path) {
        if (schema.path("type").asText().equals("object")) {
            JsonNode additional = schema.get("additionalProperties");
            Strict.check(
                    additional != null && additional.isBoolean() && !additional.asBoolean(),
                    path,
                    "For 'object' type, 'additionalProperties' must be explicitly set to false");
        }
        schema.path("properties").properties().forEach(p -> closed(p.getValue(), path + ".properties." + p.getKey()));
        if (schema.has("items")) {
            closed(schema.get("items"), path + ".items");
        }
    }

    private void metadata() {
        JsonNode metadata = request.path("metadata");
        if (!metadata.isMissingNode()) {
            Strict.onlyFields(metadata, "metadata", "user_id");
            Strict.check(
                    metadata.path("user_id").asText().length() <= 256, "metadata.user_id", "at most 256 characters");
        }
        if (request.has("service_tier")) {
            Strict.oneOf(Strict.text(request, "", "service_tier"), "service_tier", "auto", "standard_only");
        }
    }
}
