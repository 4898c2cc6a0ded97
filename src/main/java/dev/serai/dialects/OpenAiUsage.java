package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads OpenAI's {@code usage}, whose prompt tokens include what a cache gave and took. Stateless. */
public final class OpenAiUsage {
    private OpenAiUsage() {}

    /**
     * The tokens that it counts; {@link Usage#UNREPORTED} if it counts none.
     *
     * @param serviceTier that the answer says, which may be another than was asked for; empty if none
     */
    public static Usage of(JsonNode usage, String serviceTier) {
        if (!usage.path("prompt_tokens").isNumber()
                && !usage.path("completion_tokens").isNumber()) {
            return Usage.UNREPORTED;
        }
        JsonNode prompt = usage.path("prompt_tokens_details");
        long promptTokens = ProviderJson.count(usage, "prompt_tokens");
        long cached = Math.min(promptTokens, ProviderJson.count(prompt, "cached_tokens"));
        long written = Math.min(promptTokens - cached, ProviderJson.count(prompt, "cache_write_tokens"));
        long output = ProviderJson.count(usage, "completion_tokens");
        long reasoning = ProviderJson.count(usage.path("completion_tokens_details"), "reasoning_tokens");
        return new Usage(
                true,
                promptTokens - cached - written,
                cached,
                written,
                0,
                output,
                Math.min(output, reasoning),
                serviceTier);
    }
}
