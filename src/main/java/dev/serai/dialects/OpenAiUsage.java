package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads OpenAI's {@code usage}, whose prompt tokens include what a cache gave and took. Chats and embeddings call them prompt
 * and completion, Responses input and output. Stateless.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">OpenAI: the response object</a>
 */
public final class OpenAiUsage {
    private OpenAiUsage() {}

    /**
     * The tokens that it counts; {@link Usage#UNREPORTED} if it counts none.
     *
     * @param serviceTier that the answer says, which may be another than was asked for; empty if none
     */
    public static Usage of(JsonNode usage, String serviceTier) {
        return usage.path("input_tokens").isNumber()
                        || usage.path("output_tokens").isNumber()
                ? read(usage, "input_tokens", "output_tokens", serviceTier)
                : read(usage, "prompt_tokens", "completion_tokens", serviceTier);
    }

    private static Usage read(JsonNode usage, String input, String output, String serviceTier) {
        if (!usage.path(input).isNumber() && !usage.path(output).isNumber()) {
            return Usage.UNREPORTED;
        }
        JsonNode details = usage.path(input + "_details");
        long read = ProviderJson.count(usage, input);
        long cached = Math.min(read, ProviderJson.count(details, "cached_tokens"));
        long written = Math.min(read - cached, ProviderJson.count(details, "cache_write_tokens"));
        long generated = ProviderJson.count(usage, output);
        long reasoning = ProviderJson.count(usage.path(output + "_details"), "reasoning_tokens");
        return new Usage(
                true,
                read - cached - written,
                cached,
                written,
                0,
                generated,
                Math.min(generated, reasoning),
                serviceTier);
    }
}
