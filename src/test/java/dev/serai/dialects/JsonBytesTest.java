package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    @Test
    void everyCharacterComesBackFromAParser() throws IOException {
        StringBuilder every = new StringBuilder();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 97) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                every.appendCodePoint(codePoint);
            }
        }
        byte[] json = new JsonBytes(16).string(every.toString()).toByteArray();
        assertThat(new ObjectMapper().readTree(json).textValue()).isEqualTo(every.toString());
    }

    @Test
    void noControlCharacterIsWrittenRaw() {
        String json = json("a\n\r\t\b\f\u0000\u001b\u007f\"\\");
        assertThat(json).isEqualTo("\"a\\n\\r\\t\\b\\f\\u0000\\u001b\\u007f\\\"\\\\\"");
    }

    @Test
    void f13HalfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(json("a\uD83D")).isEqualTo("\"a\uFFFD\"");
        assertThat(json("\uDE00b")).isEqualTo("\"\uFFFDb\"");
        assertThat(json("\uD83D\uDE00")).isEqualTo("\"😀\"");
    }

    private static String json(String text) {
        return new String(new JsonBytes(0).string(text).toByteArray(), StandardCharsets.UTF_8);
    }
}
