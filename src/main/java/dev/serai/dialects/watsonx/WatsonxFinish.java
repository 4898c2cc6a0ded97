package dev.serai.dialects.watsonx;

import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderJson;
import java.util.Locale;

/** Why watsonx.ai says that it stopped: the words of chat, and those of text generation. Stateless. */
final class WatsonxFinish {
    /** What a piece of a generated text says that others follow. */
    static final String NOT_FINISHED = "not_finished";

    private WatsonxFinish() {}

    /**
     * The reason.
     *
     * @throws dev.serai.errors.ProviderException if the provider gave the answer up: what came of it is no answer
     */
    static FinishReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop", "eos_token", "stop_sequence" -> FinishReason.STOP;
            case "length", "max_tokens", "token_limit", "time_limit", NOT_FINISHED -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "cancelled", "error" ->
                throw ProviderJson.unreadable("The provider gave up in the middle of its answer.");
            default -> FinishReason.of(word);
        };
    }
}
