package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request holds, as far as routing by content asks: read from the tree that is there already, without a copy of any
 * text but the last, and that only where it has several parts. Immutable but for the text that is put together on demand.
 *
 * @param image whether a message shows an image
 * @param audio whether a message has sound
 * @param document whether a message has a file
 * @param tools whether tools are offered
 * @param messages how many messages, prompts or inputs there are
 * @param characters of all texts, tool calls and tool definitions; media don't count
 * @param outputLimit how many tokens the client lets an answer have; 0: it does not say
 * @param lastUserText what the user said last, its first {@link #LONGEST_TEXT} characters; empty if nothing
 * @param conversation all that is said
 */
public record ContentFacts(
        boolean image,
        boolean audio,
        boolean document,
        boolean tools,
        int messages,
        long characters,
        long outputLimit,
        String lastUserText,
        ConversationText conversation) {
    /** No more of a text is looked at, so that what a pattern costs has a bound. */
    public static final int LONGEST_TEXT = 32_768;

    /** About as many characters make a token of English; other scripts need more tokens. */
    private static final int CHARACTERS_A_TOKEN = 4;

    /** Of a request without a text. */
    public static final ContentFacts NONE =
            new ContentFacts(false, false, false, false, 0, 0, 0, "", ConversationText.ofTexts(List.of()));

    /** A guess, and no more: no vocabulary is asked. */
    public long estimatedTokens() {
        return (characters + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN;
    }

    /** Of texts that are all the user's. */
    static ContentFacts ofTexts(List<String> texts, long outputLimit) {
        long characters = 0;
        for (String text : texts) {
            characters += text.length();
        }
        String last = texts.isEmpty() ? "" : texts.get(texts.size() - 1);
        return new ContentFacts(
                false,
                false,
                false,
                false,
                texts.size(),
                characters,
                outputLimit,
                beginning(last),
                ConversationText.ofTexts(texts));
    }

    static ContentFacts ofChat(ChatRequest request) {
        Reader reader = new Reader();
        ObjectNode tree = request.tree();
        JsonNode last = null;
        for (JsonNode message : tree.path("messages")) {
            reader.message(message);
            if (message.path("role").asText().equals("user")) {
                last = message;
            }
        }
        boolean tools = !tree.path("tools").isEmpty() || !tree.path("functions").isEmpty();
        long characters = reader.characters + length(request, "tools") + length(request, "functions");
        return new ContentFacts(
                reader.image,
                reader.audio,
                reader.document,
                tools,
                tree.path("messages").size(),
                characters,
                tree.path("max_completion_tokens")
                        .asLong(tree.path("max_tokens").asLong()),
                last == null ? "" : text(last.path("content")),
                ConversationText.ofMessages(tree.path("messages")));
    }

    private static long length(ChatRequest request, String field) {
        ChatRequest.FieldRange range = request.fields().get(field);
        return range == null ? 0 : range.valueEnd() - range.valueStart();
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return beginning(content.textValue());
        }
        List<String> texts = new ArrayList<>(1);
        long length = 0;
        for (JsonNode part : content) {
            String text = part.path("text").textValue();
            if (text != null && length <= LONGEST_TEXT) {
                texts.add(text);
                length += text.length();
            }
        }
        return beginning(texts.size() == 1 ? texts.get(0) : String.join("\n", texts));
    }

    private static String beginning(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** Reads the messages of one request, one after the other. */
    private static final class Reader {
        private boolean image;
        private boolean audio;
        private boolean document;
        private long characters;

        void message(JsonNode message) {
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                characters += content.textValue().length();
            }
            for (JsonNode part : content) {
                part(part);
            }
            for (JsonNode call : message.path("tool_calls")) {
                characters += call.at("/function/arguments").asText().length();
            }
        }

        private void part(JsonNode part) {
            switch (part.path("type").asText()) {
                case "image_url" -> image = true;
                case "input_audio" -> audio = true;
                case "file" -> document = true;
                default -> characters += part.path("text").asText().length();
            }
        }
    }
}
