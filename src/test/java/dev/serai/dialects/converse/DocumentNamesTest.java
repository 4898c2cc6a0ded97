package dev.serai.dialects.converse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** wire.md 16, case 46: names that Converse takes, each once. */
class DocumentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "Bericht v1.2\u3000(neu).pdf, Bericht v1-2 (neu)",
        "a  b\tc.txt, a b c",
        "Grüße [1].md, Gr-e [1]",
        "日本語.pdf, document",
        "'', document",
        "../../etc/passwd, -etc-passwd",
    })
    void oneOfThem(String fileName, String expected) {
        assertThat(new DocumentNames().nameFor(fileName)).isEqualTo(expected);
    }

    @Test
    void theSameNameTwiceIsTwoNames() {
        DocumentNames names = new DocumentNames();
        String longName = "x".repeat(300);

        assertThat(names.nameFor("a.pdf")).isEqualTo("a");
        assertThat(names.nameFor("a.txt")).isEqualTo("a-2");
        assertThat(names.nameFor("a.md")).isEqualTo("a-3");
        assertThat(names.nameFor(null)).isEqualTo("document");
        assertThat(names.nameFor(longName)).hasSize(200);
        assertThat(names.nameFor(longName)).hasSize(200).endsWith("-2");
    }
}
