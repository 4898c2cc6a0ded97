package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * OpenAI's two ways to tell: chat completions say prompt and completion, Responses say input and output
 * (https://platform.openai.com/docs/api-reference/responses/object).
 */
final class OpenAiTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        JsonNode holder = answer.path("usage").isObject() ? answer : answer.path("response");
        Usage said = of(holder.path("usage"), ProviderJson.textOrEmpty(holder, "service_tier"));
        usage = said.reported() ? said : usage;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    static Usage of(JsonNode usage, String tier) {
        return usage.path("input_tokens").isNumber() ? ofResponse(usage, tier) : OpenAiUsage.of(usage, tier);
    }

    private static Usage ofResponse(JsonNode usage, String tier) {
        long input = ProviderJson.count(usage, "input_tokens");
        long cached = Math.min(input, ProviderJson.count(usage.path("input_tokens_details"), "cached_tokens"));
        long output = ProviderJson.count(usage, "output_tokens");
        long reasoning = ProviderJson.count(usage.path("output_tokens_details"), "reasoning_tokens");
        return new Usage(true, input - cached, cached, 0, 0, output, Math.min(output, reasoning), tier);
    }
}
