package dev.serai.dialects.gemini;

import dev.serai.dialects.FinishReason;

/**
 * Why Gemini says that it stopped.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse">Vertex AI:
 *     FinishReason</a>
 */
final class GeminiFinish {
    private GeminiFinish() {}

    static FinishReason of(String word) {
        return switch (word) {
            case "STOP" -> FinishReason.STOP;
            case "MAX_TOKENS", "CONTINUATION" -> FinishReason.LENGTH;
            case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR" ->
                FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "MALFORMED_RESPONSE",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MISSING_THOUGHT_SIGNATURE",
                    "NO_IMAGE",
                    "OTHER" -> FinishReason.MALFORMED;
            default -> word.startsWith("IMAGE_") ? FinishReason.CONTENT_FILTER : FinishReason.unknown(word);
        };
    }
}
