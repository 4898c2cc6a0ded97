package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads out of a generateContent request what the model is asked. */
final class GeminiPrompt {
    private static final int USUAL_LIMIT = 8192;

    private GeminiPrompt() {}

    static Prompt of(JsonNode request) {
        JsonNode contents = request.path("contents");
        StringBuilder text = new StringBuilder();
        List<String> results = new ArrayList<>();
        int images = 0;
        for (JsonNode content : contents) {
            if (content.path("role").asText().equals("model")) {
                text.setLength(0);
                results.clear();
            }
            for (JsonNode part : content.path("parts")) {
                images += part.at("/inlineData/mimeType").asText().startsWith("image/") ? 1 : 0;
                if (content.path("role").asText().equals("user")) {
                    text.append(part.path("text").asText());
                }
                if (part.has("functionResponse")) {
                    results.add(result(part.at("/functionResponse/response")));
                }
            }
        }
        JsonNode choice = request.at("/toolConfig/functionCallingConfig");
        String forced = choice.at("/allowedFunctionNames/0").asText();
        JsonNode config = request.path("generationConfig");
        return new Prompt(
                text.toString(),
                images,
                results,
                choice.path("mode").asText().equals("NONE") ? List.of() : tools(request),
                choice.path("mode").asText().equals("ANY"),
                forced.isEmpty() ? null : forced,
                true,
                config.has("responseSchema") ? config.get("responseSchema") : config.get("responseJsonSchema"),
                config.path("maxOutputTokens").asInt(USUAL_LIMIT));
    }

    private static String result(JsonNode response) {
        return response.size() == 1 && response.has("output")
                ? response.get("output").asText()
                : response.toString();
    }

    private static List<Prompt.Tool> tools(JsonNode request) {
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode function : request.at("/tools/0/functionDeclarations")) {
            JsonNode schema =
                    function.has("parameters") ? function.get("parameters") : function.path("parametersJsonSchema");
            tools.add(new Prompt.Tool(function.path("name").asText(), schema));
        }
        return tools;
    }
}
