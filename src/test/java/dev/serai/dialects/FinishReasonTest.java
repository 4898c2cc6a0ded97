package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("wire.md 2.8: finish reasons")
class FinishReasonTest {
    @ParameterizedTest
    @CsvSource({
        "end_turn, stop, tool_calls, function_call",
        "stop_sequence, stop, tool_calls, function_call",
        "pause_turn, stop, tool_calls, function_call",
        "tool_use, stop, tool_calls, function_call",
        "max_tokens, length, length, length",
        "model_context_window_exceeded, length, length, length",
        "guardrail_intervened, content_filter, content_filter, content_filter",
        "content_filtered, content_filter, content_filter, content_filter",
        "refusal, content_filter, content_filter, content_filter",
        "malformed_model_output, stop, tool_calls, function_call",
        "malformed_tool_use, stop, tool_calls, function_call",
        "something_new, stop, tool_calls, function_call",
        ", stop, tool_calls, function_call",
    })
    void aReasonDependsOnTheCallsThatTheClientGets(
            @Nullable String word, String alone, String withCalls, String withLegacyCalls) {
        FinishReason reason = FinishReason.of(word);
        assertThat(reason.openai(false, false)).isEqualTo(alone);
        assertThat(reason.openai(false, true)).isEqualTo(alone);
        assertThat(reason.openai(true, false)).isEqualTo(withCalls);
        assertThat(reason.openai(true, true)).isEqualTo(withLegacyCalls);
    }
}
