package dev.serai.dialects.messages;

/** Why an answer ended, in Anthropic's words. Stateless. */
final class StopReasons {
    private StopReasons() {}

    /**
     * Anthropic's word.
     *
     * @param ofChat OpenAI's
     * @param refused whether the model said that it refuses
     */
    static String of(String ofChat, boolean refused) {
        return switch (ofChat) {
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> refused ? "refusal" : "end_turn";
        };
    }
}
