package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;
import java.util.Set;

/** What OpenAI's reference asks of a message's {@code content}. One for each request: it counts images. */
final class ContentRules {
    static final Set<String> TEXT = ChatRequestRules.names("text");
    static final Set<String> USER = ChatRequestRules.names("text", "image_url", "input_audio", "file");
    static final Set<String> ASSISTANT = ChatRequestRules.names("text", "refusal");
    /** OpenAI takes text alone from a tool; images of tools are what agents send, and most other providers take. */
    static final Set<String> TOOL = ChatRequestRules.names("text", "image_url");

    private static final int MOST_IMAGES = 100;
    private static final int MOST_PARTS = 10_000;
    private static final Set<String> DETAILS = ChatRequestRules.names("auto", "low", "high");
    private static final Set<String> AUDIO_FORMATS = ChatRequestRules.names("wav", "mp3");

    private int images;

    /** The fault of a message that says nothing. */
    static GatewayException nothing(FieldChecks message) {
        return message.object().has("content")
                ? FieldFaults.value(message.param("content"), "expected a string, got null.")
                : FieldFaults.missing(message.param("content"));
    }

    void required(FieldChecks message, Set<String> types) {
        if (message.field("content") == null) {
            throw nothing(message);
        }
        optional(message, types);
    }

    void optional(FieldChecks message, Set<String> types) {
        JsonNode content = message.field("content");
        if (content == null || content.isTextual()) {
            return;
        }
        if (!content.isArray()) {
            throw FieldFaults.type(message.param("content"), "a string or an array of objects", content);
        }
        message.array("content", MOST_PARTS);
        for (int i = 0; i < content.size(); i++) {
            part(message.element("content", content, i), types);
        }
        if (images > MOST_IMAGES) {
            throw FieldFaults.arrayTooLong(message.param("content"), MOST_IMAGES, images);
        }
    }

    private void part(FieldChecks part, Set<String> types) {
        part.object("cache_control");
        switch (part.requiredOneOf("type", types)) {
            case "text" -> part.requiredString("text");
            case "refusal" -> part.requiredString("refusal");
            case "image_url" -> image(part);
            case "input_audio" -> audio(part.requiredObject("input_audio"));
            default -> file(part.requiredObject("file"));
        }
    }

    private void image(FieldChecks part) {
        images++;
        FieldChecks image = part.requiredObject("image_url");
        image.oneOf("detail", DETAILS);
        ImageUrls.check(image.requiredString("url"), image.path());
    }

    private static void audio(FieldChecks audio) {
        audio.requiredString("data");
        audio.requiredOneOf("format", AUDIO_FORMATS);
    }

    private static void file(FieldChecks file) {
        file.string("file_data");
        file.string("file_id");
        file.string("filename");
        if (file.field("file_data") == null && file.field("file_id") == null) {
            throw FieldFaults.missing(file.param("file_data"));
        }
    }
}
