package dev.serai.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The texts of fields, however they are escaped and in whatever pieces they come. */
class SaidTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void onlyTheFieldsThatCountAreKept() {
        SaidText text = new SaidText(List.of("content", "arguments"));
        text.feed(bytes("data: {\"id\":\"content\",\"choices\":[{\"delta\":{\"content\" : \"Hel\"}}]}\n\n"));
        text.feed(
                bytes("data: {\"choices\":[{\"delta\":{\"content\":null,\"role\":\"x\",\"arguments\":\"lo\"}}]}\n\n"));
        text.feed(bytes("data: [DONE]\n\n"));
        assertThat(text.beginning()).isEqualTo("Hello");
        assertThat(text.length()).isEqualTo(5);
    }

    @Test
    void aFieldThatHoldsOthersSaysNothingItself() {
        SaidText text = new SaidText(List.of("content"));
        text.feed(bytes("{\"content\":[{\"text\":\"a\"}],\"content\":{\"content\":\"b\"},\"content\":7}"));
        assertThat(text.beginning()).isEqualTo("b");
    }

    @Property(tries = 500)
    void piecesAndEscapesChangeNothing(
            @ForAll @Size(max = 5) List<@StringLength(max = 40) String> texts,
            @ForAll @IntRange(min = 1, max = 50) int piece)
            throws Exception {
        SaidText text = new SaidText(List.of("text"));
        StringBuilder expected = new StringBuilder();
        for (String each : texts) {
            byte[] json = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("text", each).put("other", "\"text\":\"no\""));
            String said = JSON.readTree(json).path("text").asText();
            // Halves of surrogates are no characters: encoders replace them, each in its own way.
            if (said.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE)) {
                expected.append(said);
                for (int at = 0; at < json.length; at += piece) {
                    text.feed(Arrays.copyOfRange(json, at, Math.min(json.length, at + piece)));
                }
            }
        }
        assertThat(text.beginning()).isEqualTo(expected.toString());
        assertThat(text.length()).isEqualTo(bytes(expected.toString()).length);
    }

    @Property(tries = 200)
    void nothingBreaksIt(@ForAll byte[] anything) {
        SaidText text = new SaidText(List.of("text"));
        text.feed(bytes("{\"text\":\""));
        text.feed(anything);
        assertThat(text.length()).isNotNegative();
    }

    @Test
    void ofALongTextTheBeginningIsKeptAndTheLengthKnown() {
        SaidText text = new SaidText(List.of("text"));
        for (int i = 0; i < 1000; i++) {
            text.feed(bytes("{\"text\":\"" + "a".repeat(100) + "\\u00e9\"}"));
        }
        assertThat(text.length()).isEqualTo(102_000);
        assertThat(text.beginning().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(SaidText.MOST_KEPT + 2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
