package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * watsonx.ai's: chats tell it as OpenAI does, generations beside their results, where a stream counts up.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-generation">watsonx.ai: text generation</a>
 */
final class WatsonxTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;
    private long input;
    private long output;

    @Override
    public void add(JsonNode answer) {
        if (answer.path("usage").isObject()) {
            Usage said = OpenAiUsage.of(answer.path("usage"), "");
            usage = said.reported() ? said : usage;
            return;
        }
        input = Math.max(input, ProviderJson.count(answer, "input_token_count"));
        for (JsonNode result : answer.path("results")) {
            input = Math.max(input, ProviderJson.count(result, "input_token_count"));
            output = Math.max(output, ProviderJson.count(result, "generated_token_count"));
        }
    }

    @Override
    public Usage usage() {
        return usage.reported() || input + output == 0 ? usage : new Usage(true, input, 0, 0, 0, output, 0, "");
    }
}
