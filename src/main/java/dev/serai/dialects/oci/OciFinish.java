package dev.serai.dialects.oci;

import dev.serai.dialects.FinishReason;
import org.jspecify.annotations.Nullable;

/** Why OCI says that it stopped: GENERIC in OpenAI's words, Cohere's formats in their own. Stateless. */
final class OciFinish {
    private OciFinish() {}

    static FinishReason of(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "stop", "COMPLETE", "STOP_SEQUENCE" -> FinishReason.STOP;
            case "length", "MAX_TOKENS", "ERROR_LIMIT" -> FinishReason.LENGTH;
            case "tool_calls", "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            case "content_filter", "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
            case "ERROR", "USER_CANCEL" -> FinishReason.MALFORMED;
            default -> FinishReason.of(word);
        };
    }
}
