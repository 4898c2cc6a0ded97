package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * What Gemini says about tokens. Whether thoughts are among the candidates' tokens differs from host to host, and what is
 * left of the total does not.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse">Vertex AI:
 *     UsageMetadata</a>
 */
public final class GeminiUsage {
    private GeminiUsage() {}

    /** @param response a whole answer or a piece of a stream */
    public static Usage of(JsonNode response) {
        JsonNode usage = response.path("usageMetadata");
        if (!usage.hasNonNull("promptTokenCount") && !usage.hasNonNull("totalTokenCount")) {
            return Usage.UNREPORTED;
        }
        long prompt =
                ProviderJson.count(usage, "promptTokenCount") + ProviderJson.count(usage, "toolUsePromptTokenCount");
        long cached = Math.min(prompt, ProviderJson.count(usage, "cachedContentTokenCount"));
        long thoughts = ProviderJson.count(usage, "thoughtsTokenCount");
        long output = usage.hasNonNull("totalTokenCount")
                ? Math.max(0, ProviderJson.count(usage, "totalTokenCount") - prompt)
                : ProviderJson.count(usage, "candidatesTokenCount") + thoughts;
        return new Usage(true, prompt - cached, cached, 0, 0, output, Math.min(thoughts, output), "");
    }
}
