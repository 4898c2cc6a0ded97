package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads out of a chat completions request what the model is asked. */
final class OpenAiPrompt {
    private OpenAiPrompt() {}

    static Prompt of(JsonNode request) {
        JsonNode messages = request.path("messages");
        List<String> results = new ArrayList<>();
        String text = "";
        int images = 0;
        for (JsonNode message : messages) {
            switch (message.path("role").asText()) {
                case "tool" -> results.add(text(message.path("content")));
                case "user" -> {
                    text = text(message.path("content"));
                    results.clear();
                }
                default -> results.clear();
            }
            for (JsonNode part : message.path("content")) {
                images += part.path("type").asText().equals("image_url") ? 1 : 0;
            }
        }
        JsonNode choice = request.path("tool_choice");
        String forced = choice.at("/function/name").asText();
        return new Prompt(
                text,
                images,
                results,
                choice.asText().equals("none") ? List.of() : tools(request),
                choice.asText().equals("required") || !forced.isEmpty(),
                forced.isEmpty() ? null : forced,
                request.path("parallel_tool_calls").asBoolean(true),
                request.at("/response_format/json_schema").get("schema"),
                request.path("max_completion_tokens")
                        .asInt(request.path("max_tokens").asInt(Integer.MAX_VALUE)));
    }

    private static List<Prompt.Tool> tools(JsonNode request) {
        List<Prompt.Tool> tools = new ArrayList<>();
        request.path("tools")
                .forEach(tool -> tools.add(
                        new Prompt.Tool(tool.at("/function/name").asText(), tool.at("/function/parameters"))));
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
