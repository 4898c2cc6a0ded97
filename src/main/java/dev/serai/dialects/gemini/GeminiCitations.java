package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import java.util.ArrayList;
import java.util.List;

/** What an answer cites, by its own text: Google counts bytes of UTF-8, OpenAI characters. One for each choice. */
final class GeminiCitations {
    private final StringBuilder text = new StringBuilder();
    /** Where each part begins, in bytes. */
    private final List<Integer> starts = new ArrayList<>();

    private int bytes;

    /** A part goes by. */
    void part(String shown) {
        starts.add(bytes);
        if (!shown.isEmpty()) {
            text.append(shown);
            bytes += utf8Length(shown);
        }
    }

    /** Gives what the candidate cites; its text has been given before. */
    void cite(JsonNode candidate, AnswerParts parts) {
        JsonNode grounding = candidate.path("groundingMetadata");
        for (JsonNode support : grounding.path("groundingSupports")) {
            JsonNode segment = support.path("segment");
            for (JsonNode index : support.path("groundingChunkIndices")) {
                JsonNode web =
                        grounding.path("groundingChunks").path(index.asInt(-1)).path("web");
                int part = starts.isEmpty()
                        ? 0
                        : starts.get(Math.min(segment.path("partIndex").asInt(), starts.size() - 1));
                cite(web, segment, part, parts);
            }
        }
        for (JsonNode citation : candidate.path("citationMetadata").path("citations")) {
            cite(citation, citation, 0, parts);
        }
    }

    private void cite(JsonNode page, JsonNode range, int offset, AnswerParts parts) {
        String uri = ProviderJson.textOrEmpty(page, "uri");
        if (!uri.isEmpty()) {
            int start = characters(offset + range.path("startIndex").asInt());
            int end = characters(offset + range.path("endIndex").asInt());
            parts.citation(ProviderJson.textOrEmpty(page, "title"), uri, start, Math.max(start, end));
        }
    }

    /** How many characters (code points) are whole within so many bytes. */
    private int characters(int utf8) {
        int left = utf8;
        int characters = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            left -= utf8Length(text.codePointAt(i));
            if (left < 0) {
                break;
            }
            characters++;
        }
        return characters;
    }

    private static int utf8Length(String text) {
        return text.codePoints().map(GeminiCitations::utf8Length).sum();
    }

    private static int utf8Length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
