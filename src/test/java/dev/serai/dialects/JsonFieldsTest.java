package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    @Test
    void rangesAreThoseOfTheBytes() {
        String json = " { \"a\" : \"é,\\\"}\" ,\"b\":[1, {\"c\":2}]\n,\"d\":1e5, \"e\":true}";
        JsonFields fields = JsonFields.of(json.getBytes(UTF_8));
        assertThat(value(fields, "a")).isEqualTo("\"é,\\\"}\"");
        assertThat(value(fields, "b")).isEqualTo("[1, {\"c\":2}]");
        assertThat(value(fields, "d")).isEqualTo("1e5");
        assertThat(value(fields, "e")).isEqualTo("true");
        assertThat(fields.get("c")).isNull();
    }

    @Test
    void readersMayReadOrLeaveWhatTheyAreShown() {
        List<JsonNode> usage = new ArrayList<>();
        JsonFields fields =
                JsonFields.of("{\"a\":{\"x\":[1]},\"usage\":{\"n\":1.10},\"b\":2}".getBytes(UTF_8), (name, value) -> {
                    if (name.equals("usage")) {
                        usage.add(value.readValueAsTree());
                    } else if (name.equals("a")) {
                        value.nextToken();
                        value.nextToken();
                        value.skipChildren();
                        value.nextToken();
                    }
                });
        assertThat(usage).singleElement().hasToString("{\"n\":1.10}");
        assertThat(value(fields, "usage")).isEqualTo("{\"n\":1.10}");
        assertThat(value(fields, "b")).isEqualTo("2");
    }

    @Test
    void elementsOfAnArray() {
        byte[] array = " [ {\"a\":[]} , \"x\",3 ,[]] ".getBytes(UTF_8);
        assertThat(JsonFields.elements(array))
                .extracting(
                        range -> new String(array, range.valueStart(), range.valueEnd() - range.valueStart(), UTF_8))
                .containsExactly("{\"a\":[]}", "\"x\"", "3", "[]");
    }

    @Test
    void ofTwoFieldsOfANameTheLastCounts() {
        assertThat(value(JsonFields.of("{\"a\":1,\"a\":2}".getBytes(UTF_8)), "a"))
                .isEqualTo("2");
    }

    @Test
    void halfACharacterDoesNotCostTheAnswer() {
        JsonFields fields = JsonFields.of("{\"a\":\"\u00e9\",\"b\":1}".getBytes(ISO_8859_1));
        assertThat(value(fields, "a")).isEqualTo("\"\ufffd\"");
        assertThat(value(fields, "b")).isEqualTo("1");
    }

    @Test
    void bytesThatTheParserTakesForPaddingAreNone() {
        JsonFields known = JsonFields.of("{\"id\":1}".getBytes(UTF_8));
        assertThat(known.get("id")).isNotNull();
        JsonFields fields = JsonFields.of("{\"\u00ffid\":1}".getBytes(ISO_8859_1));
        assertThat(fields.get("id")).isNull();
        assertThat(fields.get("\ufffdid")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{\"a\":1", "{\"a\":\"x", "{}{}", "<html>", "{\"a\":1,}", "{\"a\":\"\n\"}"})
    void whatIsNoObjectIsAnInvalidResponse(String json) {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> JsonFields.of(json.getBytes(UTF_8)))
                .satisfies(e -> assertThat(e.failure().kind()).isEqualTo(Kind.INVALID_RESPONSE));
    }

    @Test
    void wideCharactersAreAnInvalidResponse() {
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> JsonFields.of("{\"a\":1}".getBytes(UTF_16LE)));
    }

    private static String value(JsonFields fields, String name) {
        FieldRange range = fields.get(name);
        assertThat(range).isNotNull();
        return new String(fields.value(range), UTF_8);
    }
}
