package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * What Anthropic says about tokens, gathered over an answer. In a stream the counts are cumulative and some come twice:
 * the last one that is said counts. One for each answer, used by one thread at a time.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance">Anthropic:
 *     cache fields, which {@code input_tokens} does not include</a>
 */
public final class AnthropicUsage {
    private boolean reported;
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWrite1h;
    private long output;
    private long thinking;
    private String serviceTier = "";

    /** A {@code usage} object; missing and null members change nothing. */
    public void add(JsonNode usage) {
        reported |= usage.hasNonNull("input_tokens") || usage.hasNonNull("output_tokens");
        input = last(usage, "input_tokens", input);
        cacheRead = last(usage, "cache_read_input_tokens", cacheRead);
        output = last(usage, "output_tokens", output);
        thinking = last(usage.path("output_tokens_details"), "thinking_tokens", thinking);
        addCacheWrites(usage);
        String tier = ProviderJson.textOrNull(usage, "service_tier");
        serviceTier = tier == null ? serviceTier : tier;
    }

    /** What it comes to so far. */
    public Usage normalised() {
        if (!reported) {
            return Usage.UNREPORTED;
        }
        long hour = Math.min(cacheWrite1h, cacheWrite);
        return new Usage(
                true, input, cacheRead, cacheWrite - hour, hour, output, Math.min(thinking, output), serviceTier);
    }

    /** The sum stands in one member, how long the cache lives in another, which older answers don't have. */
    private void addCacheWrites(JsonNode usage) {
        JsonNode creation = usage.path("cache_creation");
        cacheWrite1h = last(creation, "ephemeral_1h_input_tokens", cacheWrite1h);
        if (usage.hasNonNull("cache_creation_input_tokens")) {
            cacheWrite = ProviderJson.count(usage, "cache_creation_input_tokens");
        } else if (creation.isObject()) {
            cacheWrite = ProviderJson.count(creation, "ephemeral_5m_input_tokens") + cacheWrite1h;
        }
    }

    private static long last(JsonNode usage, String name, long before) {
        return usage.hasNonNull(name) ? ProviderJson.count(usage, name) : before;
    }
}
