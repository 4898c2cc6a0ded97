package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message's content as OpenAI's content parts: texts, pictures and files. What is no content there (calls, results, thoughts)
 * is somebody else's. One for each content.
 */
final class Blocks {
    private static final Set<String> NO_CONTENT = Set.of("tool_use", "tool_result", "thinking", "redacted_thinking");

    private final JsonNode content;
    private final String path;
    private final List<ObjectNode> parts = new ArrayList<>();

    /** @param path where it stands in the request */
    Blocks(JsonNode content, String path) {
        this.content = content;
        this.path = path;
    }

    /**
     * The parts in their order.
     *
     * @throws GatewayException 400 where a block means something only to Anthropic
     */
    List<ObjectNode> parts() {
        if (content.isTextual() && !content.textValue().isEmpty()) {
            parts.add(text(content.textValue()));
        }
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            block(content.get(i), path + "[" + i + "]");
        }
        return parts;
    }

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private void block(JsonNode block, String at) {
        int before = parts.size();
        String type = block.path("type").asText();
        switch (type) {
            case "text" -> parts.add(text(block.path("text").asText()));
            case "image" -> parts.add(image(block.path("source"), at));
            case "document" -> document(block, at);
            case "search_result" -> searchResult(block, at);
            default -> {
                if (!NO_CONTENT.contains(type)) {
                    throw GatewayException.invalid(
                            "unsupported_value", at, "Only Anthropic itself knows a block of the type '" + type + "'.");
                }
            }
        }
        JsonNode mark = Json.field(block, "cache_control");
        if (mark != null && parts.size() > before) {
            parts.get(parts.size() - 1).set("cache_control", mark);
        }
    }

    private static ObjectNode image(JsonNode source, String at) {
        ObjectNode part = Json.object().put("type", "image_url");
        String url =
                switch (source.path("type").asText()) {
                    case "base64" ->
                        "data:" + source.path("media_type").asText() + ";base64,"
                                + source.path("data").asText();
                    case "url" -> source.path("url").asText();
                    default -> throw uploaded(at);
                };
        part.putObject("image_url").put("url", url);
        return part;
    }

    private void document(JsonNode block, String at) {
        JsonNode source = block.path("source");
        String title = Json.text(block, "title");
        String context = Json.text(block, "context");
        if (context != null && !context.isBlank()) {
            parts.add(text(context));
        }
        switch (source.path("type").asText()) {
            case "base64" -> parts.add(pdf(source.path("data").asText(), title));
            // Few providers take a file of plain text; all of them take the text.
            case "text" -> parts.add(text(titled(title, source.path("data").asText())));
            case "content" -> parts.addAll(new Blocks(source.path("content"), at + ".source.content").parts());
            case "url" ->
                throw GatewayException.invalid(
                        "unsupported_value",
                        at + ".source",
                        "This provider fetches no documents, and neither does the gateway: send its bytes.");
            default -> throw uploaded(at);
        }
    }

    private static String titled(@Nullable String title, String text) {
        return title == null || title.isBlank() ? text : title + "\n\n" + text;
    }

    private static ObjectNode pdf(String base64, @Nullable String title) {
        ObjectNode part = Json.object().put("type", "file");
        String name = title == null || title.isBlank() ? "document" : title;
        part.putObject("file")
                .put("filename", name.endsWith(".pdf") ? name : name + ".pdf")
                .put("file_data", "data:application/pdf;base64," + base64);
        return part;
    }

    /** A page that was found, as its own words under its title. */
    private void searchResult(JsonNode block, String at) {
        parts.add(
                text(block.path("title").asText() + "\n" + block.path("source").asText()));
        parts.addAll(new Blocks(block.path("content"), at + ".content").parts());
    }

    private static GatewayException uploaded(String at) {
        return GatewayException.invalid(
                "unsupported_value",
                at + ".source",
                "Only Anthropic itself knows a file by its id: send the file's bytes.");
    }
}
