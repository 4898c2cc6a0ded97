package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a message of a chat's answer, or a delta of one, says and thinks, in every form that servers like OpenAI's have for it.
 * Pure functions.
 *
 * @see <a href="https://docs.mistral.ai/capabilities/reasoning">Mistral: reasoning, whose content is a list</a>
 */
public final class MessageWords {
    private static final String CONTENT = "content";
    private static final String TEXT = "text";
    private static final String THINKING = "thinking";

    private MessageWords() {}

    /** What it says, or null where it says nothing: a text, or the texts of a list. */
    public static @Nullable String said(JsonNode message) {
        JsonNode content = message.path(CONTENT);
        return content.isArray() ? joined(content, TEXT) : ProviderJson.textOrNull(message, CONTENT);
    }

    /** What it thinks, or an empty text. */
    public static String thought(JsonNode message) {
        String thought = ProviderJson.textOrEmpty(message, "reasoning_content");
        if (thought.isEmpty()) {
            thought = ProviderJson.textOrEmpty(message, "reasoning");
        }
        return thought.isEmpty() ? joined(message.path(CONTENT), THINKING) : thought;
    }

    /** Of the parts of a type what they hold under its name: a text, or once more a list of texts. */
    private static String joined(JsonNode parts, String type) {
        StringBuilder words = new StringBuilder();
        for (JsonNode part : parts) {
            if (part.path("type").asText().equals(type)) {
                JsonNode held = part.path(type);
                words.append(held.isArray() ? joined(held, TEXT) : ProviderJson.textOrEmpty(part, type));
            }
        }
        return words.toString();
    }
}
