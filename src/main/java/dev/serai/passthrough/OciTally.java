package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * OCI's, in camel case: within the chat's response, or at the top of a stream's event and of embeddings.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference/20231130/datatypes/Usage">OCI: Usage</a>
 */
final class OciTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        said(answer.path("usage"));
        said(answer.path("inferenceResponse").path("usage"));
        said(answer.path("chatResponse").path("usage"));
    }

    @Override
    public Usage usage() {
        return usage;
    }

    private void said(JsonNode said) {
        if (!said.hasNonNull("promptTokens") && !said.hasNonNull("completionTokens")) {
            return;
        }
        long prompt = ProviderJson.count(said, "promptTokens");
        long cached = Math.min(prompt, ProviderJson.count(said.path("promptTokensDetails"), "cachedTokens"));
        long output = ProviderJson.count(said, "completionTokens");
        long reasoning = ProviderJson.count(said.path("completionTokensDetails"), "reasoningTokens");
        usage = new Usage(true, prompt - cached, cached, 0, 0, output, Math.min(output, reasoning), "");
    }
}
