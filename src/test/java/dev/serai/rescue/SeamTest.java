package dev.serai.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two texts become one: what stands twice is told once, and what only looks so stays. */
class SeamTest {

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                // What comes goes on, at a word's end or within one.
                "'The quick ', 'brown fox', 'The quick brown fox'",
                "'The qui', 'ck brown fox', 'The quick brown fox'",
                "'', 'The fox', 'The fox'",
                "' ', ' The fox', ' The fox'",
                "'hel', 'lo', 'hello'",
                // A space or a line break that is there already.
                "'The quick ', ' brown fox', 'The quick brown fox'",
                "'One.\n', '\nTwo.', 'One.\nTwo.'",
                "'One.\n\n', '\n\nTwo.', 'One.\n\nTwo.'",
                "'One.\n\n', '\nTwo.', 'One.\n\nTwo.'",
                "'One.', '\n\nTwo.', 'One.\n\nTwo.'",
                "'The quick', ' brown fox', 'The quick brown fox'",
                // Words that come again.
                "'The quick ', 'quick brown fox', 'The quick brown fox'",
                "'The quick ', '\n\nThe quick brown fox', 'The quick brown fox'",
                "'The quick', ' quick brown fox', 'The quick brown fox'",
                "'The qui', 'quick brown fox', 'The quick brown fox'",
                "'The qui', 'The quick brown fox', 'The quick brown fox'",
                "'It is good. It is ', 'It is better.', 'It is good. It is better.'",
                "'caf\u00e9 au ', 'caf\u00e9 au lait', 'caf\u00e9 au lait'",
                "'\u6211\u559c\u6b22', '\u559c\u6b22\u5403', '\u6211\u559c\u6b22\u5403'",
                "'Oscar car', 'carpet', 'Oscar carpet'",
                // What only looks like it.
                "'hahaha ha', 'haha', 'hahaha hahaha'",
                "'the ', 'theory', 'the theory'",
                "'1', '1 and 12', '11 and 12'",
                "'0 0 ', '0 0', '0 0 0 0'",
                "'if (a =', '= b)', 'if (a == b)'",
                "'((', '(a', '(((a'",
                "'la la la ', 'la la', 'la la la la la'",
                "'very very ', 'very good', 'very very very good'",
                "'a cat ', 'sat on a cat', 'a cat sat on a cat'",
            })
    void twoTextsBecomeOne(String first, String second, String whole) {
        String said = first == null ? "" : first;
        for (int size = 1; size <= second.length(); size++) {
            assertThat(said + joined(new Seam(said, false), second, size))
                    .as("in pieces of %d", size)
                    .isEqualTo(whole);
        }
    }

    @Test
    void whatAModelWasAskedToBeginWithIsAlwaysTaken() {
        assertThat(Seam.anchor("First line.\nThe answer is 4")).isEqualTo("The answer is 4");
        assertThat(Seam.anchor("one two three four five six seven eight "))
                .isEqualTo("three four five six seven eight");
        assertThat(Seam.anchor("4")).isEqualTo("4");
        assertThat(Seam.anchor("\u6211\u559c\u6b22".repeat(30))).hasSize(30);
        assertThat("4" + joined(new Seam("4", true), "42", 1)).isEqualTo("42");
        assertThat("4" + joined(new Seam("4", false), "42", 1)).isEqualTo("442");
        assertThat("la la " + joined(new Seam("la la ", true), "la la la", 2)).isEqualTo("la la la");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the quick brown fox jumps over the lazy dog and ",
                "4",
                "\u6211\u559c\u6b22\u5403\u9762\u5305\u548c\u9762",
                // No word begins within its last thirty characters.
                "https://example.com/abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"
            })
    void whoStopsAmongTheWordsThatItWasAskedToBeginWithHasSaidNothing(String said) {
        String anchor = Seam.anchor(said);
        for (int length = 1; length <= anchor.length(); length++) {
            for (int size = 1; size <= length; size++) {
                assertThat(joined(new Seam(said, true), anchor.substring(0, length), size))
                        .as("the first %d of what was asked for, in pieces of %d", length, size)
                        .isEmpty();
            }
        }
        assertThat(said.stripTrailing() + joined(new Seam(said, true), anchor + "xyz", 1))
                .isEqualTo(said.stripTrailing() + "xyz");
    }

    @Test
    void nothingIsHeldBackThatCannotBeARepetition() {
        Seam seam = new Seam("The quick ", false);
        assertThat(seam.on("b")).isEqualTo("b");
        assertThat(seam.on(" quick")).isEqualTo(" quick");
        Seam waiting = new Seam("The quick ", false);
        assertThat(waiting.on("qui")).isEmpty();
        assertThat(waiting.end()).isEqualTo("qui");
    }

    static String joined(Seam seam, String second, int size) {
        StringBuilder rest = new StringBuilder();
        for (int from = 0; from < second.length(); from += size) {
            rest.append(seam.on(second.substring(from, Math.min(second.length(), from + size))));
        }
        return rest.append(seam.end()).toString();
    }
}
