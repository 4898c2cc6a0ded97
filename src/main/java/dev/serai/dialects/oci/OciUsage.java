package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import java.util.Locale;

/**
 * What OCI says about tokens: {@code promptTokens} with the cached ones in them.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/Usage">OCI: Usage</a>
 */
public final class OciUsage {
    private OciUsage() {}

    /** @param holder a response, a choice or a stream's event: each may hold {@code usage} and {@code serviceTier} */
    public static Usage of(JsonNode holder) {
        JsonNode usage = holder.path("usage");
        if (!usage.hasNonNull("promptTokens") && !usage.hasNonNull("completionTokens")) {
            return Usage.UNREPORTED;
        }
        long prompt = ProviderJson.count(usage, "promptTokens");
        long cached = Math.min(prompt, ProviderJson.count(usage.path("promptTokensDetails"), "cachedTokens"));
        return new Usage(
                true,
                prompt - cached,
                cached,
                0,
                0,
                ProviderJson.count(usage, "completionTokens"),
                ProviderJson.count(usage.path("completionTokensDetails"), "reasoningTokens"),
                ProviderJson.textOrEmpty(holder, "serviceTier").toLowerCase(Locale.ROOT));
    }
}
