package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,Pz8/Pj4+ | image/png",
                "DATA:IMAGE/PNG;BASE64,Pz8_Pj4- | image/png",
                "data:image/png;name=a.png;base64,Pz8%2FPj4%2B | image/png",
                "data:image/png;base64,Pz8/ Pj4+ | image/png",
                "data:text/plain,???>>> | text/plain",
                "data:text/plain;charset=utf-8,%3F%3F%3F%3e%3e%3e | text/plain",
            })
    void allSpellingsSayTheSame(String url, String mediaType) {
        DataUrl data = DataUrl.parse(url).orElseThrow();

        assertThat(data.mediaType()).isEqualTo(mediaType);
        assertThat(new String(data.bytes(), UTF_8)).isEqualTo("???>>>");
        assertThat(data.standardBase64()).isEqualTo("Pz8/Pj4+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:text/plain;base64,AA== | ",
                "data:text/plain;charset=iso-8859-1;base64,AA== | iso-8859-1",
                "data:text/plain; Charset=\"UTF-8\" ;name=a.txt,a | UTF-8",
                "data:text/plain;charset=,a | "
            })
    void theCharsetIsKeptAsItIsSaid(String url, String charset) {
        assertThat(DataUrl.parse(url).orElseThrow().charset()).isEqualTo(charset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png;base64", "data:a,%zz", "data:a,%1", "data:;base64,ä", "data:;base64,AAAAA"})
    void whatIsMalformedIsNothing(String url) {
        assertThat(DataUrl.parse(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ", "QQ==", "Q Q\r\n=="})
    void paddingAndLineBreaksMayBeThereOrNot(String text) {
        assertThat(DataUrl.base64(text).orElseThrow()).containsExactly('A');
    }
}
