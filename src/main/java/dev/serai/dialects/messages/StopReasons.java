package dev.serai.dialects.messages;

/** Why an answer ended, in Anthropic's words. Stateless. */
final class StopReasons {
    private StopReasons() {}

    /**
     * Anthropic's word. Who calls tools waits for what they give, though many servers say {@code stop} then: OpenAI where the
     * tool was named, others always.
     *
     * @param ofChat OpenAI's
     * @param calls whether the model calls tools
     * @param refused whether the model said that it refuses
     */
    static String of(String ofChat, boolean calls, boolean refused) {
        return switch (ofChat) {
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> calls ? "tool_use" : refused ? "refusal" : "end_turn";
        };
    }
}
