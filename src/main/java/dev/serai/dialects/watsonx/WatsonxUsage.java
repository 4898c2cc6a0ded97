package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;

/**
 * Collects what an answer, or the events of a stream, report: OpenAI's {@code usage}, the last of several, or the counts
 * of text generation's {@code results}. One for each answer, for one thread.
 */
final class WatsonxUsage {
    private Usage ofChat = Usage.UNREPORTED;
    private boolean generated;
    private long input;
    private long output;

    void add(JsonNode answer) {
        if (answer.path("usage").isObject()) {
            ofChat = OpenAiUsage.of(answer.path("usage"), "");
        }
        for (JsonNode result : answer.path("results")) {
            // A stream's counts grow from event to event, and some events lack one.
            generated |= result.path("generated_token_count").isNumber();
            input = Math.max(input, ProviderJson.count(result, "input_token_count"));
            output = Math.max(output, ProviderJson.count(result, "generated_token_count"));
        }
    }

    Usage normalised() {
        return generated ? new Usage(true, input, 0, 0, 0, output, 0, "") : ofChat;
    }
}
