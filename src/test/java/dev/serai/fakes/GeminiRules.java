package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Gemini on Vertex AI refuses with a 400
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference), the contents apart.
 */
final class GeminiRules {
    private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}");
    private static final Pattern LABEL_KEY = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{0,63}");

    private final JsonNode request;
    private final GeminiKind model;

    private GeminiRules(JsonNode request, GeminiKind model) {
        this.request = request;
        this.model = model;
    }

    /** @param model the id in the path, which decides much of it */
    static void check(JsonNode request, String model) {
        new GeminiRules(request, GeminiKind.of(model)).check();
    }

    private void check() {
        Strict.onlyFields(
                request,
                "",
                "contents",
                "systemInstruction",
                "tools",
                "toolConfig",
                "safetySettings",
                "generationConfig",
                "labels",
                "cachedContent");
        if (request.has("systemInstruction")) {
            system(Strict.object(request, "", "systemInstruction"));
        }
        GeminiContents.check(Strict.array(request, "", "contents", 1), model);
        Set<String> tools = request.has("tools") ? tools(Strict.array(request, "", "tools", 1)) : Set.of();
        if (request.has("toolConfig")) {
            toolConfig(Strict.object(request, "", "toolConfig"), tools);
        }
        if (request.has("generationConfig")) {
            GeminiGenerationRules.check(request.get("generationConfig"), model, !tools.isEmpty());
        }
        safetySettings();
        labels();
    }

    private static void system(JsonNode system) {
        Strict.onlyFields(system, "systemInstruction", "role", "parts");
        JsonNode parts = Strict.array(system, "systemInstruction", "parts", 1);
        for (int i = 0; i < parts.size(); i++) {
            String path = Strict.element("systemInstruction.parts", i);
            Strict.onlyFields(parts.get(i), path, "text");
            Strict.notBlank(Strict.required(parts.get(i), path, "text"), path + ".text");
        }
    }

    /** All functions stand in one tool. */
    private Set<String> tools(JsonNode tools) {
        Strict.check(tools.size() == 1, "tools", "at most one tool is supported");
        Strict.onlyFields(tools.get(0), "tools[0]", "functionDeclarations");
        Set<String> names = new HashSet<>();
        JsonNode functions = Strict.array(tools.get(0), "tools[0]", "functionDeclarations", 1);
        for (int i = 0; i < functions.size(); i++) {
            String path = Strict.element("tools[0].functionDeclarations", i);
            String name = function(functions.get(i), path);
            Strict.check(names.add(name), path + ".name", "Duplicate function declaration found: " + name);
        }
        return names;
    }

    private String function(JsonNode function, String path) {
        Strict.onlyFields(function, path, "name", "description", "parameters", "parametersJsonSchema");
        String name = Strict.text(function, path, "name");
        Strict.matches(name, TOOL_NAME, path + ".name");
        Strict.check(!function.path("description").asText("-").isEmpty(), path + ".description", "must not be empty");
        Strict.check(
                !(function.has("parameters") && function.has("parametersJsonSchema")),
                path,
                "only one of parameters and parametersJsonSchema may be set");
        if (function.has("parametersJsonSchema")) {
            Strict.check(model.readsJsonSchema(), path, "parametersJsonSchema is not supported by this model");
            Strict.object(function, path, "parametersJsonSchema");
        }
        if (function.has("parameters")) {
            GeminiSchemaRules.check(function.get("parameters"), path + ".parameters");
            Strict.oneOf(function.at("/parameters/type").asText("OBJECT"), path + ".parameters.type", "OBJECT");
        }
        return name;
    }

    private static void toolConfig(JsonNode toolConfig, Set<String> tools) {
        Strict.check(!tools.isEmpty(), "toolConfig", "Function calling config is set without function_declarations.");
        Strict.onlyFields(toolConfig, "toolConfig", "functionCallingConfig");
        String path = "toolConfig.functionCallingConfig";
        JsonNode config = Strict.object(toolConfig, "toolConfig", "functionCallingConfig");
        Strict.onlyFields(config, path, "mode", "allowedFunctionNames");
        String mode = Strict.text(config, path, "mode");
        Strict.oneOf(mode, path + ".mode", "AUTO", "ANY", "NONE");
        if (config.has("allowedFunctionNames")) {
            Strict.check(mode.equals("ANY"), path, "allowed_function_names can only be set when the mode is ANY");
            for (JsonNode name : Strict.array(config, path, "allowedFunctionNames", 1)) {
                Strict.check(tools.contains(name.asText()), path, name + " is not declared");
            }
        }
    }

    private void safetySettings() {
        Set<String> categories = new HashSet<>();
        for (JsonNode setting : request.path("safetySettings")) {
            Strict.onlyFields(setting, "safetySettings", "category", "threshold", "method");
            String category = Strict.text(setting, "safetySettings", "category");
            Strict.oneOf(
                    category,
                    "safetySettings.category",
                    "HARM_CATEGORY_HARASSMENT",
                    "HARM_CATEGORY_HATE_SPEECH",
                    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
                    "HARM_CATEGORY_DANGEROUS_CONTENT",
                    "HARM_CATEGORY_CIVIC_INTEGRITY");
            Strict.check(categories.add(category), "safetySettings", "Duplicate category " + category);
            Strict.oneOf(
                    Strict.text(setting, "safetySettings", "threshold"),
                    "safetySettings.threshold",
                    "BLOCK_LOW_AND_ABOVE",
                    "BLOCK_MEDIUM_AND_ABOVE",
                    "BLOCK_ONLY_HIGH",
                    "BLOCK_NONE",
                    "OFF");
        }
    }

    private void labels() {
        request.path("labels").properties().forEach(label -> {
            Strict.matches(label.getKey(), LABEL_KEY, "labels");
            Strict.matches(label.getValue().asText(), LABEL, "labels." + label.getKey());
        });
    }
}
