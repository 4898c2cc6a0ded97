package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.DocumentFormat;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.errors.GatewayException;
import java.util.Locale;
import java.util.Map;

/** Writes texts, and everything that is no text: {@code inlineData} and {@code fileData}. Stateless. */
final class GeminiMedia {
    /** A stored file's kind has to be said, and only its name tells. */
    private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("flac", "audio/flac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"));

    private GeminiMedia() {}

    static ObjectNode part(Part part) {
        if (part instanceof Part.Text text) {
            return Json.object().put("text", text.text());
        } else if (part instanceof Part.Image image) {
            return image(image);
        } else if (part instanceof Part.Document document) {
            return document(document);
        } else if (part instanceof Part.Audio audio) {
            return inline("audio/" + audio.format(), audio.base64());
        } else if (part instanceof Part.StoredFile file) {
            return stored(file);
        }
        throw new IllegalStateException("a part that the plan should have refused");
    }

    private static ObjectNode inline(String mediaType, String base64) {
        ObjectNode part = Json.object();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
        return part;
    }

    private static ObjectNode image(Part.Image image) {
        if (image.mediaType().equals("image/gif")) { // (k)
            throw GatewayException.invalid(
                    "unsupported_value", image.path(), "This provider sees PNG, JPEG and WebP, no GIF.");
        }
        return inline(image.mediaType(), image.base64());
    }

    private static ObjectNode document(Part.Document document) {
        if (document.format() == DocumentFormat.PDF) {
            return inline(document.format().mediaType(), document.base64());
        }
        if (document.format().isText()) {
            return inline(DocumentFormat.TXT.mediaType(), document.base64());
        }
        throw GatewayException.invalid(
                "unsupported_value", document.path(), "This provider reads PDF and text, no Office files.");
    }

    private static ObjectNode stored(Part.StoredFile file) {
        String extension = file.url().substring(file.url().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String mediaType = MEDIA_TYPES.get(extension);
        if (mediaType == null) {
            throw GatewayException.invalid(
                    "unsupported_value", file.path(), "The name of the stored file does not tell what it is.");
        }
        ObjectNode part = Json.object();
        part.putObject("fileData").put("mimeType", mediaType).put("fileUri", file.url());
        return part;
    }
}
