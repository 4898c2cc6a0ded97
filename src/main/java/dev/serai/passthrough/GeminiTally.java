package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.dialects.gemini.GeminiUsage;

/**
 * Gemini's, cumulative in a stream; and the tokens of embeddings, which {@code :predict} tells text by text.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api">Vertex AI: text
 *     embeddings</a>
 */
final class GeminiTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        Usage said = GeminiUsage.of(answer);
        usage = said.reported() ? said : usage;
        long tokens = 0;
        for (JsonNode prediction : answer.path("predictions")) {
            tokens += ProviderJson.count(prediction.path("embeddings").path("statistics"), "token_count");
        }
        if (tokens > 0) {
            usage = new Usage(true, tokens, 0, 0, 0, 0, 0, "");
        }
    }

    @Override
    public Usage usage() {
        return usage;
    }
}
