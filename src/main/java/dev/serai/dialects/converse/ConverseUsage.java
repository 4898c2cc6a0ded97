package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * What Converse says about tokens.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html">Bedrock: TokenUsage,
 *     whose {@code inputTokens} leave the cache out</a>
 */
public final class ConverseUsage {
    private ConverseUsage() {}

    /** @param answer a whole answer or a stream's {@code metadata}: both hold {@code usage} and {@code serviceTier} */
    public static Usage of(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        if (!usage.hasNonNull("inputTokens") && !usage.hasNonNull("outputTokens")) {
            return Usage.UNREPORTED;
        }
        long cacheWrite = ProviderJson.count(usage, "cacheWriteInputTokens");
        long hour = Math.min(cacheWrite, writtenForAnHour(usage.path("cacheDetails")));
        return new Usage(
                true,
                ProviderJson.count(usage, "inputTokens"),
                ProviderJson.count(usage, "cacheReadInputTokens"),
                cacheWrite - hour,
                hour,
                ProviderJson.count(usage, "outputTokens"),
                0,
                ProviderJson.textOrEmpty(answer.path("serviceTier"), "type"));
    }

    private static long writtenForAnHour(JsonNode details) {
        long tokens = 0;
        for (JsonNode detail : details) {
            if ("1h".equals(ProviderJson.textOrNull(detail, "ttl"))) {
                tokens += ProviderJson.count(detail, "inputTokens");
            }
        }
        return tokens;
    }
}
