package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FenceStripperTest {
    static Arguments[] texts() {
        return new Arguments[] {
            Arguments.of("```json\n{\"a\":1}\n```", "{\"a\":1}"),
            Arguments.of("\n ```json \r\n{\"a\":\"`b` ```c\"}\r\n```\n\n", "{\"a\":\"`b` ```c\"}"),
            Arguments.of("```\n[1]\n```", "[1]"),
            Arguments.of(
                    "```json\n{\"long\":\"" + "x".repeat(70) + "\"}\n```", "{\"long\":\"" + "x".repeat(70) + "\"}"),
            Arguments.of("```" + "x".repeat(65) + "\n[1]\n```", "```" + "x".repeat(65) + "\n[1]\n```"),
            Arguments.of("{\"a\":1}", "{\"a\":1}"),
            Arguments.of("{\"a\":1}\n", "{\"a\":1}\n"),
            Arguments.of("```json\n{\"cut\":", "{\"cut\":"),
            Arguments.of("```json\n{}\n```\nHope it helps.", "{}\n```\nHope it helps."),
            Arguments.of("```json {}", "```json {}"),
            Arguments.of("``", "``"),
            Arguments.of("```", "```"),
            Arguments.of("", ""),
            Arguments.of("  ", "  "),
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aFenceIsTakenOffWhereverTheTextIsCut(String text, String expected) {
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                FenceStripper fence = new FenceStripper();
                String result = fence.accept(text.substring(0, first))
                        + fence.accept(text.substring(first, second))
                        + fence.accept(text.substring(second))
                        + fence.end();
                assertThat(result).as("cut at %d and %d", first, second).isEqualTo(expected);
            }
        }
    }
}
