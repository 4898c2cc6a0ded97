package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;

/** Bedrock's citations: those of web pages have a form at OpenAI, those of documents have none and are left out. */
final class ConverseCitation {
    private ConverseCitation() {}

    /** @param start {@link AnswerParts#length} before the text that cites */
    static void cite(JsonNode citation, int start, AnswerParts parts) {
        String url = ProviderJson.textOrEmpty(citation.path("location").path("web"), "url");
        if (!url.isEmpty()) {
            parts.citation(ProviderJson.textOrEmpty(citation, "title"), url, start);
        }
    }
}
