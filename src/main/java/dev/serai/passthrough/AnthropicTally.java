package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Usage;
import dev.serai.dialects.anthropic.AnthropicUsage;

/** Anthropic's: of a stream the first event holds it in a message, the last but one by itself. */
final class AnthropicTally implements UsageTally {
    private final AnthropicUsage usage = new AnthropicUsage();

    @Override
    public void add(JsonNode answer) {
        usage.add(answer.path("message").path("usage"));
        usage.add(answer.path("usage"));
    }

    @Override
    public Usage usage() {
        return usage.normalised();
    }
}
