package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What OpenAI's chat completions refuse of tools and of the choice among them. */
final class OpenAiToolRules {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final JsonNode request;
    private final OpenAiFields fields;
    private final Set<String> names = new LinkedHashSet<>();

    private OpenAiToolRules(JsonNode request, OpenAiFields fields) {
        this.request = request;
        this.fields = fields;
    }

    static void check(JsonNode request, OpenAiFields fields) {
        new OpenAiToolRules(request, fields).check();
    }

    private void check() {
        if (request.has("tools")) {
            JsonNode tools = Strict.array(request, "", "tools", 1);
            for (int i = 0; i < tools.size(); i++) {
                tool(tools.get(i), Strict.element("tools", i));
            }
        }
        for (String field : List.of("tool_choice", "parallel_tool_calls")) {
            Strict.check(!request.has(field) || !names.isEmpty(), field, "is only allowed when 'tools' are specified");
        }
        if (request.has("tool_choice")) {
            choice(request.get("tool_choice"));
        }
    }

    private void tool(JsonNode tool, String path) {
        String type = Strict.text(tool, path, "type");
        Strict.oneOf(type, path + ".type", "function", "custom");
        fields.only(tool, path, "type", type);
        String inner = path + "." + type;
        JsonNode described = Strict.object(tool, path, type);
        if (type.equals("function")) {
            fields.only(described, inner, "name", "description", "parameters", "strict");
            if (described.path("strict").asBoolean()) {
                OpenAiSchemaRules.closed(Strict.object(described, inner, "parameters"), inner + ".parameters");
            }
        } else {
            fields.only(described, inner, "name", "description", "format");
        }
        String name = Strict.text(described, inner, "name");
        Strict.matches(name, NAME, inner + ".name");
        Strict.check(names.add(name), inner + ".name", "two tools are named '" + name + "'");
    }

    private void choice(JsonNode choice) {
        if (!choice.isObject()) {
            Strict.oneOf(choice.asText(), "tool_choice", "none", "auto", "required");
            return;
        }
        String type = Strict.text(choice, "tool_choice", "type");
        Strict.oneOf(type, "tool_choice.type", "function", "custom", "allowed_tools");
        fields.only(choice, "tool_choice", "type", type);
        JsonNode inner = Strict.object(choice, "tool_choice", type);
        if (type.equals("allowed_tools")) {
            fields.only(inner, "tool_choice.allowed_tools", "mode", "tools");
            Strict.oneOf(inner.path("mode").asText(), "tool_choice.allowed_tools.mode", "auto", "required");
            for (JsonNode tool : Strict.array(inner, "tool_choice.allowed_tools", "tools", 1)) {
                named(tool.path(tool.path("type").asText()), "tool_choice.allowed_tools.tools");
            }
        } else {
            named(inner, "tool_choice." + type);
        }
    }

    private void named(JsonNode chosen, String path) {
        fields.only(chosen, path, "name");
        String name = Strict.text(chosen, path, "name");
        Strict.check(names.contains(name), path + ".name", "'" + name + "' is not in tools");
    }
}
