package dev.serai.dialects.messages;

import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.Usage;

/**
 * Writes {@link Usage} as Anthropic's {@code usage} object, whose {@code input_tokens} leave the cache out. Where a provider
 * told nothing the numbers are there all the same, and 0: Anthropic's SDKs read no message without them.
 */
final class MessagesUsage {
    private MessagesUsage() {}

    static void write(Usage usage, JsonBytes json) {
        json.raw("{\"input_tokens\":").number(usage.input());
        json.raw(",\"cache_creation_input_tokens\":").number(usage.cacheWrite());
        json.raw(",\"cache_read_input_tokens\":").number(usage.cacheRead());
        if (usage.cacheWrite() > 0) {
            json.raw(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":").number(usage.cacheWrite5m());
            json.raw(",\"ephemeral_1h_input_tokens\":")
                    .number(usage.cacheWrite1h())
                    .raw("}");
        }
        json.raw(",\"output_tokens\":").number(usage.output());
        if (usage.reasoning() > 0) {
            json.raw(",\"output_tokens_details\":{\"thinking_tokens\":")
                    .number(usage.reasoning())
                    .raw("}");
        }
        json.raw("}");
    }
}
