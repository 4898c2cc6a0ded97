package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads out of a Messages request what the model is asked. */
final class AnthropicPrompt {
    private AnthropicPrompt() {}

    static Prompt of(JsonNode request) {
        JsonNode messages = request.path("messages");
        JsonNode last = messages.path(messages.size() - 1).path("content");
        List<String> results = new ArrayList<>();
        int images = 0;
        for (JsonNode message : messages) {
            for (JsonNode block : message.path("content")) {
                images += block.path("type").asText().equals("image") ? 1 : 0;
            }
        }
        for (JsonNode block : last) {
            if (block.path("type").asText().equals("tool_result")) {
                results.add(text(block.path("content")));
            }
        }
        JsonNode choice = request.path("tool_choice");
        String forced = choice.path("name").asText();
        return new Prompt(
                text(last),
                images,
                results,
                choice.path("type").asText().equals("none") ? List.of() : tools(request),
                choice.path("type").asText().equals("any") || !forced.isEmpty(),
                forced.isEmpty() ? null : forced,
                !choice.path("disable_parallel_tool_use").asBoolean(),
                request.at("/output_config/format").get("schema"),
                request.path("max_tokens").asInt());
    }

    private static List<Prompt.Tool> tools(JsonNode request) {
        List<Prompt.Tool> tools = new ArrayList<>();
        request.path("tools")
                .forEach(tool -> tools.add(new Prompt.Tool(tool.path("name").asText(), tool.path("input_schema"))));
        return tools;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(block -> text.append(block.path("text").asText()));
        return text.toString();
    }
}
