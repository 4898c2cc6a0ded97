package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallSizeTest {
    @Test
    void textsAreCountedAlone() {
        assertThat(new CallSize(2, 0, 0).split(List.of("a", "b", "c", "d", "e")))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    }

    @Test
    void tokensAreCountedTooAndOneThatIsTooLongGoesAlone() {
        String tooLong = "x".repeat(30);
        assertThat(new CallSize(3, 10, 0)
                        .split(List.of("aaaaaaaa", "bbbbbbbb", "cccccccc", tooLong, "d", "e", "f", "g")))
                .containsExactly(
                        List.of("aaaaaaaa", "bbbbbbbb"),
                        List.of("cccccccc"),
                        List.of(tooLong),
                        List.of("d", "e", "f"),
                        List.of("g"));
    }

    /** What is longer than the model reads is refused, wherever it stands. */
    @Test
    void aTextHasNoMoreTokensThanTheModelReads() {
        String text = "x".repeat(30);
        assertThat(new CallSize(9, 10, 5).split(List.of(text, text, text)))
                .containsExactly(List.of(text, text), List.of(text));
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "a, 1", "word, 2", "two words, 5", "2026, 4", "宿, 1", "'{\"a\":1}', 7"})
    void tooManyTokensAreGuessedRatherThanTooFew(String text, long tokens) {
        assertThat(CallSize.estimate(text)).isEqualTo(tokens);
    }
}
