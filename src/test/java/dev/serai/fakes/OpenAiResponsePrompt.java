package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads out of a request for a response what the model is asked. */
final class OpenAiResponsePrompt {
    private OpenAiResponsePrompt() {}

    static Prompt of(JsonNode request) {
        JsonNode input = request.path("input");
        List<String> results = new ArrayList<>();
        String text = input.asText();
        int images = 0;
        for (JsonNode item : input) {
            if (item.path("type").asText().endsWith("_call_output")) {
                results.add(text(item.path("output")));
            } else if (item.path("role").asText().equals("user")) {
                text = text(item.path("content"));
                results.clear();
            }
            for (JsonNode part : item.path("content")) {
                images += part.path("type").asText().equals("input_image") ? 1 : 0;
            }
        }
        JsonNode choice = request.path("tool_choice");
        String forced = choice.path("name").asText();
        JsonNode schema = request.at("/text/format/schema");
        return new Prompt(
                text,
                images,
                results,
                choice.asText().equals("none") ? List.of() : tools(request),
                choice.asText().equals("required") || !forced.isEmpty(),
                forced.isEmpty() ? null : forced,
                request.path("parallel_tool_calls").asBoolean(true),
                schema.isMissingNode() ? null : schema,
                request.path("max_output_tokens").asInt(Integer.MAX_VALUE));
    }

    private static List<Prompt.Tool> tools(JsonNode request) {
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode tool : request.path("tools")) {
            if (tool.path("type").asText().equals("function")) {
                tools.add(new Prompt.Tool(tool.path("name").asText(), tool.path("parameters")));
            }
        }
        return tools;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
