package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.errors.GatewayException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c3a9e282ac",
                "efbbbfc3a9e282ac",
                "fffee900ac20",
                "feff00e920ac",
                "fffe0000e9000000ac200000",
                "0000feff000000e9000020ac"
            })
    void isReadInUtf8OrInWhatItsMarkSays(String hex) {
        assertThat(document(hex).text()).isEqualTo("é€");
    }

    @Test
    void anEmptyOneSaysNothing() {
        assertThat(document("").text()).isEmpty();
        assertThat(document("efbbbf").text()).isEmpty();
    }

    /** Latin-1, half a character, half a unit, half a pair. */
    @ParameterizedTest
    @ValueSource(strings = {"47e9", "c3", "efbbbfe9", "fffee9", "feffd83d"})
    void isRefusedInAnyOther(String hex) {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> document(hex).text());
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().code()).isEqualTo("unsupported_value");
        assertThat(refused.error().param()).isEqualTo("messages[0].content[1].file.file_data");
        assertThat(refused.error().message()).contains("is not UTF-").contains("save it as UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "iso-8859-1, e9, é",
        "ISO-8859-15, e9a4, é€",
        "windows-1252, e980, é€",
        "utf-16le, e900ac20, é€",
        "Shift_JIS, 93fa967b, 日本",
        "iso-8859-1, efbbbfc3a9, é",
        "utf-8, c3a9, é"
    })
    void isReadInWhatTheClientSays(String charset, String hex, String text) {
        assertThat(document(hex, charset).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"latin-99, 61, latin-99", "not a name, 61, not a name", "us-ascii, e9, US-ASCII", "utf-8, e9, UTF-8"})
    void anEncodingThatNobodyKnowsOrThatItIsNotIsNamed(String charset, String hex, String named) {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class, () -> document(hex, charset).text());
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().param()).isEqualTo("messages[0].content[1].file.file_data");
        assertThat(refused.error().message()).contains(named).contains("save it as UTF-8");
    }

    private static Part.Document document(String hex) {
        return document(hex, null);
    }

    private static Part.Document document(String hex, @Nullable String charset) {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        return new Part.Document(
                null, DocumentFormat.TXT, charset, base64, "messages[0].content[1].file.file_data", null);
    }
}
