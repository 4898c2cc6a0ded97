package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads out of a Converse request what the model is asked. */
final class ConversePrompt {
    private final JsonNode request;

    private ConversePrompt(JsonNode request) {
        this.request = request;
    }

    static Prompt of(JsonNode request) {
        return new ConversePrompt(request).read();
    }

    private Prompt read() {
        JsonNode messages = request.path("messages");
        JsonNode last = messages.path(messages.size() - 1).path("content");
        JsonNode choice = request.path("toolConfig").path("toolChoice");
        JsonNode claudeChoice = request.path("additionalModelRequestFields").path("tool_choice");
        String forced = choice.at("/tool/name").asText(claudeChoice.path("name").asText());
        String claudeType = claudeChoice.path("type").asText();
        return new Prompt(
                text(last),
                messages.findValues("image").size(),
                results(last),
                claudeType.equals("none") ? List.of() : tools(),
                choice.has("any") || claudeType.equals("any") || !forced.isEmpty(),
                forced.isEmpty() ? null : forced,
                !claudeChoice.path("disable_parallel_tool_use").asBoolean(),
                schema(),
                request.path("inferenceConfig").path("maxTokens").asInt(Integer.MAX_VALUE));
    }

    private List<Prompt.Tool> tools() {
        List<Prompt.Tool> tools = new ArrayList<>();
        for (JsonNode tool : request.path("toolConfig").path("tools")) {
            if (tool.has("toolSpec")) {
                tools.add(new Prompt.Tool(tool.at("/toolSpec/name").asText(), tool.at("/toolSpec/inputSchema/json")));
            }
        }
        return tools;
    }

    private @Nullable JsonNode schema() {
        String schema = request.at("/outputConfig/textFormat/structure/jsonSchema/schema")
                .asText();
        return schema.isEmpty() ? null : ConverseRules.parsed(schema);
    }

    private static List<String> results(JsonNode content) {
        List<String> results = new ArrayList<>();
        for (JsonNode block : content) {
            if (block.has("toolResult")) {
                results.add(text(block.get("toolResult").path("content")));
            }
        }
        return results;
    }

    private static String text(JsonNode content) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            text.append(
                    block.has("json")
                            ? block.get("json").toString()
                            : block.path("text").asText());
        }
        return text.toString();
    }
}
