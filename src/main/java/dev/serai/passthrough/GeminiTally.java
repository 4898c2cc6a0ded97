package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * Gemini's, cumulative in a stream; and the tokens of embeddings, which {@code :predict} tells text by text. Thoughts stand
 * beside the candidates or within them, depending on who serves the model: the total decides.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse#UsageMetadata">
 *     Vertex AI: UsageMetadata</a>
 */
final class GeminiTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        JsonNode metadata = answer.path("usageMetadata");
        if (metadata.hasNonNull("promptTokenCount") || metadata.hasNonNull("totalTokenCount")) {
            usage = of(metadata);
        }
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

    private static Usage of(JsonNode metadata) {
        long prompt = ProviderJson.count(metadata, "promptTokenCount")
                + ProviderJson.count(metadata, "toolUsePromptTokenCount");
        long cached = Math.min(prompt, ProviderJson.count(metadata, "cachedContentTokenCount"));
        long candidates = ProviderJson.count(metadata, "candidatesTokenCount");
        long thoughts = ProviderJson.count(metadata, "thoughtsTokenCount");
        long total = ProviderJson.count(metadata, "totalTokenCount");
        boolean within = total > 0 && total == prompt + candidates;
        long output = within ? candidates : candidates + thoughts;
        return new Usage(true, prompt - cached, cached, 0, 0, output, Math.min(output, thoughts), "");
    }
}
