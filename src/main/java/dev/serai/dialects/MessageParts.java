package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message's content as parts in their order, blank texts left out. Stateless. */
final class MessageParts {
    private static final String GOOGLE_STORAGE = "gs://";

    private MessageParts() {}

    /**
     * Reads the content.
     *
     * @param path of the message, for errors
     */
    static List<Part> of(JsonNode message, String path) {
        JsonNode content = message.path("content");
        List<Part> parts = new ArrayList<>();
        if (content.isTextual()) {
            addText(parts, content.textValue(), null);
        }
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            add(parts, content.get(i), path + ".content[" + i + "]");
        }
        return parts;
    }

    private static void add(List<Part> parts, JsonNode part, String path) {
        CacheMark mark = CacheMark.on(part);
        switch (part.path("type").asText()) {
            case "text" -> addText(parts, part.path("text").asText(), mark);
            case "refusal" -> addText(parts, part.path("refusal").asText(), mark);
            case "image_url" -> parts.add(image(part.path("image_url"), path + ".image_url", mark));
            case "file" -> parts.add(file(part.path("file"), path + ".file", mark));
            case "input_audio" -> parts.add(audio(part.path("input_audio"), path + ".input_audio", mark));
            default ->
                throw GatewayException.invalid(
                        "invalid_value", path + ".type", "There is no such content part in a chat message.");
        }
    }

    /** Blank text is refused by Anthropic and Bedrock; its cache mark falls to what stands before it. */
    private static void addText(List<Part> parts, String text, @Nullable CacheMark mark) {
        if (!text.isBlank()) {
            parts.add(new Part.Text(text, mark));
        } else if (mark != null && !parts.isEmpty()) {
            int last = parts.size() - 1;
            parts.set(last, parts.get(last).marked(mark));
        }
    }

    private static Part image(JsonNode image, String path, @Nullable CacheMark mark) {
        String url = image.isTextual() ? image.textValue() : image.path("url").asText();
        if (!DataUrl.is(url)) {
            if (PublicUrl.is(url)) {
                return new Part.RemoteImage(url, path, mark);
            }
            if (url.regionMatches(true, 0, GOOGLE_STORAGE, 0, GOOGLE_STORAGE.length())) {
                return new Part.StoredFile(url, path, mark);
            }
            throw invalidImage(path, "An image is a data: URL, or an https URL on a public host's name.");
        }
        DataUrl data = DataUrl.parse(url)
                .orElseThrow(() -> invalidImage(path, "The data: URL is malformed, or its base64 is."));
        String mediaType = MediaSniffer.imageType(data.bytes());
        if (mediaType != null) {
            return new Part.Image(mediaType, data.standardBase64(), detail(image), path, mark);
        }
        if (MediaSniffer.isPdf(data.bytes())) {
            return new Part.Document(null, DocumentFormat.PDF, null, data.standardBase64(), path, mark);
        }
        throw invalidImage(path, "The image's bytes are neither PNG nor JPEG, GIF or WebP.");
    }

    private static @Nullable String detail(JsonNode image) {
        String detail = Json.text(image, "detail");
        return ImageDetail.AUTO.equals(detail) ? null : detail;
    }

    private static GatewayException invalidImage(String path, String message) {
        return GatewayException.invalid("invalid_image_url", path, message);
    }

    private static Part audio(JsonNode audio, String path, @Nullable CacheMark mark) {
        String data = audio.path("data").asText();
        return DataUrl.base64(data)
                .map(bytes -> DataUrl.undeclared(bytes).standardBase64())
                .<Part>map(base64 -> new Part.Audio(audio.path("format").asText(), base64, path, mark))
                .orElseThrow(
                        () -> GatewayException.invalid("invalid_value", path + ".data", "The audio isn't base64."));
    }

    private static Part file(JsonNode file, String path, @Nullable CacheMark mark) {
        String text = Json.text(file, "file_data");
        if (text == null) {
            // An uploaded file belongs to the gateway's account, not to this client.
            throw GatewayException.invalid(
                    "unsupported_value",
                    path + ".file_id",
                    "Send the file itself as file_data; no id of one is known.");
        }
        Optional<DataUrl> data =
                DataUrl.is(text) ? DataUrl.parse(text) : DataUrl.base64(text).map(DataUrl::undeclared);
        String name = Json.text(file, "filename");
        return data.map(bytes -> document(bytes, name, path + ".file_data", mark))
                .orElseThrow(() -> GatewayException.invalid(
                        "invalid_value", path + ".file_data", "The file is neither base64 nor a data: URL of it."));
    }

    private static Part document(DataUrl data, @Nullable String name, String path, @Nullable CacheMark mark) {
        String image = MediaSniffer.imageType(data.bytes());
        if (image != null) {
            return new Part.Image(image, data.standardBase64(), null, path, mark);
        }
        boolean isPdf = MediaSniffer.isPdf(data.bytes());
        DocumentFormat format = isPdf ? DocumentFormat.PDF : DocumentFormat.of(data.mediaType(), name);
        if (format == null || format == DocumentFormat.PDF && !isPdf) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    path,
                    "The file is not what it says, or of no known kind: PDF, CSV, Word, Excel, HTML, text or Markdown.");
        }
        return new Part.Document(
                name == null || name.isBlank() ? null : name,
                format,
                data.charset(),
                data.standardBase64(),
                path,
                mark);
    }
}
