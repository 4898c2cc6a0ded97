package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/** Reads the {@code usage} of a response, whose input tokens include what a cache gave and took. Stateless. */
final class ResponsesUsage {
    private ResponsesUsage() {}

    /** The tokens of a {@code response} object; {@link Usage#UNREPORTED} if it counts none. */
    static Usage of(JsonNode response) {
        JsonNode usage = response.path("usage");
        if (!usage.path("input_tokens").isNumber()
                && !usage.path("output_tokens").isNumber()) {
            return Usage.UNREPORTED;
        }
        JsonNode details = usage.path("input_tokens_details");
        long input = ProviderJson.count(usage, "input_tokens");
        long cached = Math.min(input, ProviderJson.count(details, "cached_tokens"));
        long written = Math.min(input - cached, ProviderJson.count(details, "cache_write_tokens"));
        long output = ProviderJson.count(usage, "output_tokens");
        long reasoning = ProviderJson.count(usage.path("output_tokens_details"), "reasoning_tokens");
        return new Usage(
                true,
                input - cached - written,
                cached,
                written,
                0,
                output,
                Math.min(output, reasoning),
                ProviderJson.textOrEmpty(response, "service_tier"));
    }
}
