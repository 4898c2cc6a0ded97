package dev.serai.dialects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a provider says that it stopped, before the answer's tool calls are looked at. */
public enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    /** The model's output was broken: an answer only if something usable came before. */
    MALFORMED;

    private static final Logger LOG = LoggerFactory.getLogger(FinishReason.class);
    private static final int LONGEST_LOGGED = 64;

    /**
     * The reason in the words that Anthropic and Bedrock's Converse share; a word that is not known, and none at all, is
     * {@link #STOP}, so that nothing leaks into OpenAI's closed set.
     *
     * @see <a href="https://docs.anthropic.com/en/api/handling-stop-reasons">Anthropic: stop reasons</a>
     * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Bedrock: Converse</a>
     */
    public static FinishReason of(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "end_turn", "stop_sequence", "pause_turn", "" -> STOP;
            case "max_tokens", "model_context_window_exceeded" -> LENGTH;
            case "tool_use" -> TOOL_CALLS;
            case "guardrail_intervened", "content_filtered", "refusal" -> CONTENT_FILTER;
            case "malformed_model_output", "malformed_tool_use" -> MALFORMED;
            default -> unknown(word);
        };
    }

    /**
     * OpenAI's word. A call that came whole outranks {@code stop}; a cut-off or filtered answer says so whatever it holds.
     *
     * @param calls whether the client is given a tool call
     * @param legacyFunctions whether it speaks the deprecated {@code functions}
     */
    public String openai(boolean calls, boolean legacyFunctions) {
        return switch (this) {
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
            case STOP, TOOL_CALLS, MALFORMED -> {
                if (!calls) {
                    yield "stop";
                }
                yield legacyFunctions ? "function_call" : "tool_calls";
            }
        };
    }

    /** What to make of a word that its dialect does not know: {@link #STOP}, and a line in the log. */
    public static FinishReason unknown(@Nullable String word) {
        String text = String.valueOf(word);
        LOG.warn(
                "Unknown stop reason taken for a normal end: {}",
                text.substring(0, Math.min(LONGEST_LOGGED, text.length())));
        return STOP;
    }
}
