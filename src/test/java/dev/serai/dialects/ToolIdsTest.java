package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** wire.md 16, case 39: ids fit the target, stay apart, and come out the same each time. */
class ToolIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"call_abc", "toolu_01A", "tooluse_x-y", "1"})
    void whatFitsStays(String id) {
        assertThat(ToolIds.WORD.providerId(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"call|1", "call:1", "a.b", "é", "", "call_x__thought__c2ln+/="})
    void whatDoesNotFitIsHashed(String id) {
        assertThat(ToolIds.WORD.providerId(id)).matches("call_[a-zA-Z0-9]{24}").isEqualTo(ToolIds.WORD.providerId(id));
    }

    @Test
    void longIdsThatBeginAlikeStayApart() {
        String head = "x".repeat(90);

        assertThat(ToolIds.WORD.providerId(head + "1")).isNotEqualTo(ToolIds.WORD.providerId(head + "2"));
    }

    @Test
    void mistralWantsNineLettersAndDigits() {
        assertThat(ToolIds.NINE.providerId("abcdefgh1")).isEqualTo("abcdefgh1");
        assertThat(ToolIds.NINE.providerId("abcdefgh12"))
                .matches("[a-zA-Z0-9]{9}")
                .isNotEqualTo(ToolIds.NINE.providerId("abcdefgh13"));
    }
}
