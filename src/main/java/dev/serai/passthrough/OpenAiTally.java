package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/** OpenAI's: at the top of an answer or a chunk, or within the response of an event. */
final class OpenAiTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        JsonNode holder = answer.path("usage").isObject() ? answer : answer.path("response");
        Usage said = OpenAiUsage.of(holder.path("usage"), ProviderJson.textOrEmpty(holder, "service_tier"));
        usage = said.reported() ? said : usage;
    }

    @Override
    public Usage usage() {
        return usage;
    }
}
