package dev.serai.dialects.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import java.util.ArrayList;
import java.util.List;

/** Writes what a tool said: {@code functionResponse}, whose response is always an object. Stateless. */
final class GeminiResults {
    private GeminiResults() {}

    /** @param withMedia whether pictures stand inside of the response, as Gemini 3 has them */
    static ObjectNode functionResponse(Part.ToolResult result, String name, boolean withMedia) {
        ObjectNode part = Json.object();
        ObjectNode answered = part.putObject("functionResponse").put("name", name);
        answered.set("response", response(result));
        List<ObjectNode> media = withMedia ? media(result) : List.of();
        if (!media.isEmpty()) {
            ArrayNode parts = answered.putArray("parts");
            media.forEach(parts::add);
        }
        return part;
    }

    /** What of it is no text. */
    static List<ObjectNode> media(Part.ToolResult result) {
        List<ObjectNode> media = new ArrayList<>();
        for (Part part : result.content()) {
            if (!(part instanceof Part.Text)) {
                media.add(GeminiMedia.part(part));
            }
        }
        return media;
    }

    private static ObjectNode response(Part.ToolResult result) {
        StringBuilder text = new StringBuilder();
        for (Part part : result.content()) {
            if (part instanceof Part.Text said) {
                text.append(text.isEmpty() ? "" : "\n").append(said.text());
            }
        }
        String said = text.toString();
        try {
            if (said.startsWith("{") && Json.parse(said) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException onlyLooksLikeJson) {
            // Then it is a text like any other.
        }
        return Json.object().put("output", said);
    }
}
