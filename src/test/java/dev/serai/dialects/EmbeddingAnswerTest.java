package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.errors.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingAnswerTest {

    /** wire.md 11.2: the known vector. */
    @Test
    void base64IsLittleEndianFloats() {
        assertThat(text(EmbeddingAnswer.json(new float[] {1, -2}, true))).isEqualTo("\"AACAPwAAAMA=\"");
    }

    @Test
    void floatsComeBackAsTheyWere() {
        float[] vector = {0.1f, -3.4028235e38f, 1.4e-45f, 0.012345679f, 0, 1e-7f, 16777216f};
        assertThat(read(text(EmbeddingAnswer.json(vector, false)))).containsExactly(vector);
    }

    @Test
    void partsAreJoinedInTheirOrderAndTokensSummed() {
        Usage five = new Usage(true, 5, 0, 0, 0, 0, 0, "");
        EmbeddingAnswer joined = EmbeddingAnswer.joined(List.of(
                new EmbeddingAnswer("m", false, List.of(new float[] {1}), five),
                new EmbeddingAnswer("m", false, List.of(new float[] {2}, new float[] {3}), five)));
        assertThat(text(joined.body())).isEqualTo("""
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1.0]},\
                {"object":"embedding","index":1,"embedding":[2.0]},{"object":"embedding","index":2,"embedding":[3.0]}],\
                "model":"m","usage":{"prompt_tokens":10,"total_tokens":10}}""");
    }

    @Test
    void aGuessAmongThePartsMakesAGuessOfAll() {
        Usage joined = new Usage(true, 5, 0, 0, 0, 0, 0, "").plus(Usage.estimate(2));
        assertThat(joined.reported()).isFalse();
        assertThat(joined.estimated()).isTrue();
        assertThat(joined.promptTokens()).isEqualTo(7);
    }

    @Test
    void whatIsNoVectorIsNoAnswer() {
        for (String broken : List.of("[]", "[\"a\"]", "7", "[1e39]", "[null]")) {
            assertThatThrownBy(() -> read(broken)).as(broken).isInstanceOf(ProviderException.class);
        }
    }

    private static float[] read(String vector) {
        byte[] body = ("{\"embedding\":" + vector + "}").getBytes(StandardCharsets.UTF_8);
        return Vectors.read(new ProviderAnswer(200, Map.of(), body), (into, name, value) -> into.vector(value))
                .all()
                .get(0);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
