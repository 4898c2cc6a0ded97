package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.util.Set;

/** The content of an item as a chat's message has it, a part for a part. Stateless. */
final class ChatParts {
    /** How {@code X-Dropped-Params} names how closely a picture is looked at. */
    static final String DETAIL = "input[].content[].detail";
    /** Chats have no word for a picture's own size. */
    static final String DETAIL_CHANGED = DETAIL + "=original->high";

    private ChatParts() {}

    /**
     * What a user or a system says.
     *
     * @param path of the content
     * @param dropped takes the name of what is changed
     * @throws GatewayException 400 where a chat has no such part
     */
    static JsonNode told(JsonNode content, String path, Set<String> dropped) {
        if (content.isTextual()) {
            return content;
        }
        ArrayNode parts = Json.object().arrayNode();
        for (int i = 0; i < content.size(); i++) {
            part(content.get(i), path + "[" + i + "]", parts.addObject(), dropped);
        }
        return parts;
    }

    /** The same of a tool: a chat takes texts and images from it. */
    static JsonNode results(JsonNode output, String path, Set<String> dropped) {
        for (int i = 0; i < output.size(); i++) {
            String type = output.get(i).path("type").asText();
            if (type.equals("input_file")) {
                throw Unserved.value(
                        path + "[" + i + "].type", type, "the providers of this model take no files from tools.");
            }
        }
        return told(output, path, dropped);
    }

    /** What an assistant said; text alone is one text, which every server knows. */
    static JsonNode said(JsonNode content) {
        if (content.isTextual()) {
            return content;
        }
        ArrayNode parts = Json.object().arrayNode();
        StringBuilder text = new StringBuilder();
        boolean refused = false;
        for (JsonNode part : content) {
            boolean refusal = part.path("type").asText().equals("refusal");
            refused |= refusal;
            String name = refusal ? "refusal" : "text";
            String value = part.path(name).asText();
            text.append(value);
            parts.addObject().put("type", name).put(name, value);
        }
        return refused ? parts : new TextNode(text.toString());
    }

    private static void part(JsonNode part, String path, ObjectNode chat, Set<String> dropped) {
        switch (part.path("type").asText()) {
            case "input_image" -> image(part, path, chat, dropped);
            case "input_file" -> file(part, path, chat);
            case "input_audio" -> chat.put("type", "input_audio").set("input_audio", part.path("input_audio"));
            default -> chat.put("type", "text").put("text", part.path("text").asText());
        }
    }

    private static void image(JsonNode image, String path, ObjectNode chat, Set<String> dropped) {
        String url = Json.text(image, "image_url");
        if (url == null) {
            throw Unserved.value(
                    path + ".file_id", image.path("file_id").asText(), "send the image itself as a data: URL.");
        }
        ObjectNode chatImage =
                chat.put("type", "image_url").putObject("image_url").put("url", url);
        String detail = Json.text(image, "detail");
        if ("original".equals(detail)) {
            dropped.add(DETAIL_CHANGED);
            chatImage.put("detail", "high");
        } else if (detail != null) {
            chatImage.put("detail", detail);
        }
    }

    private static void file(JsonNode file, String path, ObjectNode chat) {
        String url = Json.text(file, "file_url");
        if (url != null) {
            throw Unserved.value(
                    path + ".file_url", url, "nobody here fetches files: send the file itself as file_data.");
        }
        ObjectNode chatFile = chat.put("type", "file").putObject("file");
        for (String name : new String[] {"file_data", "file_id", "filename"}) {
            String value = Json.text(file, name);
            if (value != null) {
                chatFile.put(name, value);
            }
        }
    }
}
