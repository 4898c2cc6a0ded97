package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads out of an OCI request, in any of the formats, what the model is asked. */
final class OciPrompt {
    private OciPrompt() {}

    static Prompt of(JsonNode request) {
        return switch (request.path("apiFormat").asText()) {
            case "COHERE" -> cohere(request);
            default -> messages(request);
        };
    }

    private static Prompt messages(JsonNode request) {
        boolean generic = request.path("apiFormat").asText().equals("GENERIC");
        JsonNode messages = request.path("messages");
        List<String> results = new ArrayList<>();
        String text = "";
        int images = 0;
        for (JsonNode message : messages) {
            String said = text(message.path("content"));
            switch (message.path("role").asText()) {
                case "TOOL" -> results.add(said);
                case "USER" -> {
                    text = said;
                    results.clear();
                }
                default -> {}
            }
            for (JsonNode content : message.path("content")) {
                images += content.has("imageUrl") ? 1 : 0;
            }
        }
        JsonNode choice = request.path("toolChoice");
        String mode = generic
                ? choice.path("type").asText()
                : request.path("toolsChoice").asText();
        boolean named = mode.equals("FUNCTION");
        return new Prompt(
                text,
                images,
                results,
                mode.equals("NONE") ? List.of() : tools(request),
                mode.equals("REQUIRED") || named,
                named ? choice.path("name").asText() : null,
                request.path("isParallelToolCalls").asBoolean(true),
                request.at(generic ? "/responseFormat/jsonSchema" : "/responseFormat")
                        .get("schema"),
                request.path("maxTokens")
                        .asInt(request.path("maxCompletionTokens").asInt(Integer.MAX_VALUE)));
    }

    private static Prompt cohere(JsonNode request) {
        List<String> results = new ArrayList<>();
        request.path("toolResults")
                .forEach(result -> results.add(result.at("/outputs/0/output").asText()));
        return new Prompt(
                request.path("message").asText(),
                0,
                results,
                tools(request),
                false,
                null,
                true,
                request.at("/responseFormat").get("schema"),
                request.path("maxTokens").asInt(Integer.MAX_VALUE));
    }

    private static List<Prompt.Tool> tools(JsonNode request) {
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode tool : request.path("tools")) {
            JsonNode function = tool.has("function") ? tool.path("function") : tool;
            JsonNode schema = tool.has("parameterDefinitions")
                    ? schema(tool.path("parameterDefinitions"))
                    : function.path("parameters");
            tools.add(new Prompt.Tool(function.path("name").asText(), schema));
        }
        return tools;
    }

    private static ObjectNode schema(JsonNode definitions) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        definitions.properties().forEach(definition -> properties
                .putObject(definition.getKey())
                .put(
                        "type",
                        switch (definition.getValue().path("type").asText()) {
                            case "int" -> "integer";
                            case "float" -> "number";
                            case "bool" -> "boolean";
                            case "list" -> "array";
                            case "dict" -> "object";
                            default -> "string";
                        }));
        return schema;
    }

    private static String text(JsonNode content) {
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
