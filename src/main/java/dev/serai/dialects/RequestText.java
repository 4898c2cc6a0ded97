package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * What a model reads of a request, roughly: texts, tools as JSON, a few tokens for each message, a thousand for each image.
 * Bytes of media are no text. One for each request, used by one thread.
 */
public final class RequestText {
    private static final int MOST_KEPT = 8 * 1024;
    private static final int TOKENS_OF_MESSAGE = 4;
    private static final int TOKENS_OF_IMAGE = 1000;
    private static final Set<String> UNREAD = Set.of(
            "model",
            "role",
            "type",
            "id",
            "name",
            "user",
            "data",
            "bytes",
            "url",
            "file_data",
            "signature",
            "encrypted_content",
            "prompt_cache_key",
            "metadata",
            "service_tier",
            "encoding_format",
            "modelId",
            "model_id",
            "project_id",
            "compartmentId");
    private static final Set<String> AS_JSON = Set.of("tools", "functions", "toolConfig", "response_format", "schema");
    private static final Set<String> MEDIA = Set.of("image_url", "input_image", "image");

    private final StringBuilder beginning = new StringBuilder();
    private long bytes;
    private long others;

    private RequestText() {}

    /** What is read of a request; nothing of one that is missing. */
    public static RequestText of(JsonNode request) {
        RequestText text = new RequestText();
        text.read("", request);
        return text;
    }

    /** The first of its texts, joined. */
    public String beginning() {
        return beginning.toString();
    }

    /** How many bytes of text there are in UTF-8. */
    public long bytes() {
        return bytes;
    }

    /** The tokens of what is no text. */
    public long otherTokens() {
        return others;
    }

    private void read(String name, JsonNode value) {
        if (UNREAD.contains(name)) {
            return;
        }
        if (AS_JSON.contains(name)) {
            add(value.toString());
        } else if (value.isTextual()) {
            add(value.textValue());
        } else if (value.isArray()) {
            value.forEach(each -> readItem(name, each));
        } else if (value.isObject()) {
            readObject(value);
        }
    }

    private void readItem(String name, JsonNode item) {
        if (item.isIntegralNumber()) {
            // A prompt may come as tokens.
            others++;
        } else {
            others += item.has("role") ? TOKENS_OF_MESSAGE : 0;
            read(name, item);
        }
    }

    private void readObject(JsonNode object) {
        if (MEDIA.contains(object.path("type").asText())
                || object.has("inlineData")
                || object.path("image").isObject()) {
            others += TOKENS_OF_IMAGE;
            return;
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            read(field.getKey(), field.getValue());
        }
    }

    private void add(String text) {
        if (text.startsWith("data:")) {
            return;
        }
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        if (beginning.length() < MOST_KEPT) {
            int fits = Math.min(text.length(), MOST_KEPT - beginning.length());
            beginning.append(text, 0, fits);
        }
    }
}
