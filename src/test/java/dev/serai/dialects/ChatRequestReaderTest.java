package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad inputs B11 to B17 of the reliability page, and what the reader gives for a good one. */
class ChatRequestReaderTest {
    private static final String SMALLEST = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final ChatRequestReader reader = new ChatRequestReader();

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "null", "[]", "\"x\"", "42", "true"})
    void b11WhatIsNoObject(String body) {
        assertThat(fault(body).code()).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":",
                "{\"model\":\"m\"",
                "{}{}",
                "{} x",
                "{}]",
                "{/* c */\"model\":\"m\"}",
                "{\"model\":\"m\"} // c",
                "{'model':'m'}",
                "{model:\"m\"}",
                "{\"temperature\":NaN}",
                "{\"temperature\":Infinity}",
                "{\"temperature\":01}",
                "{\"temperature\":.5}",
                "{\"temperature\":+1}",
                "{\"a\":1,}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\" 1}"
            })
    void b12WhatIsNoJson(String body) {
        GatewayError fault = fault(body);
        assertThat(fault.status()).isEqualTo(400);
        assertThat(fault.type()).isEqualTo("invalid_request_error");
        assertThat(fault.code()).isEqualTo("invalid_json");
        assertThat(fault.param()).isNull();
    }

    @Test
    void b12SaysLineAndColumnButNothingOfTheBody() {
        String message = fault("{\"model\":\"m\",\n \"messages\": CANARY}").message();
        assertThat(message)
                .contains("line 2, column ")
                .doesNotContain("CANARY", "jackson", "Source", "byte[]", "Exception");
    }

    @Test
    void b13DepthOf64IsTaken() {
        String body = SMALLEST + ",\"x\":" + "[".repeat(63) + "]".repeat(63) + "}";
        assertThat(reader.read(bytes(body)).tree().has("x")).isTrue();
    }

    @Test
    void b13DepthOf65IsTooDeep() {
        GatewayError fault = fault(SMALLEST + ",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}");
        assertThat(fault.code()).isEqualTo("json_too_deep");
        assertThat(fault.param()).isEqualTo("x");
    }

    @Test
    void b13OneHundredThousandLevelsAreTooDeep() {
        assertThat(fault("{\"x\":" + "[".repeat(100_000)).code()).isEqualTo("json_too_deep");
        assertThat(fault("{\"x\":".repeat(100_000)).code()).isEqualTo("json_too_deep");
    }

    @Test
    void b33RecursiveSchemaIsTooDeep() {
        String schema = "{\"properties\":".repeat(1000) + "1" + "}".repeat(1000);
        GatewayError fault =
                fault(SMALLEST + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":" + schema + "}}");
        assertThat(fault.code()).isEqualTo("json_too_deep");
        assertThat(fault.param()).isEqualTo("response_format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400000", "-1e400000", "1e-400000", "1e99999999999", "1E-99999999999"})
    void b15NumbersOutOfEveryRange(String number) {
        assertThat(fault(SMALLEST + ",\"seed\":" + number + "}").code()).isEqualTo("invalid_json");
    }

    @Test
    void b15WhatHasNoEnd() {
        assertThat(fault("{\"a\":" + "1".repeat(1 << 20) + "}").code()).isEqualTo("invalid_json");
        assertThat(fault("{\"a\":1." + "1".repeat(1 << 20) + "}").code()).isEqualTo("invalid_json");
        assertThat(fault("{\"" + "n".repeat(1 << 20) + "\":1}").code()).isEqualTo("invalid_json");
        assertThat(fault("{\"" + "n".repeat(257) + "\":1}").code()).isEqualTo("invalid_json");
        assertThat(fault(SMALLEST + ",\"x\":[" + "[],".repeat(1_000_000) + "0]}")
                        .code())
                .isEqualTo("invalid_json");
        String keys =
                IntStream.range(0, 100_000).mapToObj(i -> "\"k" + i + "\":0").collect(Collectors.joining(","));
        assertThat(fault("{" + keys + "}").code()).isEqualTo("invalid_json");
    }

    @Test
    void b15LongStringsAreTaken() {
        String text = "x".repeat(30 << 20);
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        assertThat(reader.read(bytes(body)).tree().at("/messages/0/content").textValue())
                .hasSize(30 << 20);
    }

    @Test
    void b16KeysThatStandTwice() {
        GatewayError fault = fault("{\"model\":\"a\",\"messages\":[],\"model\":\"b\"}");
        assertThat(fault.code()).isEqualTo("duplicate_key");
        assertThat(fault.param()).isEqualTo("model");
        assertThat(fault("{\"messages\":[],\"messages\":[]}").param()).isEqualTo("messages");
        assertThat(fault("{\"messages\":[{\"a\":1},{\"role\":\"user\",\"role\":\"tool\"}]}")
                        .param())
                .isEqualTo("messages[1].role");
        assertThat(fault("{\"\\u006dodel\":\"a\",\"model\":\"b\"}").param()).isEqualTo("model");
    }

    @Test
    void b17BytesThatAreNoUtf8() {
        String text = SMALLEST + "}";
        for (String latin : new String[] {
            "\u00c0\u0080",
            "\u00c1\u00bf",
            "\u00e0\u0080\u00af",
            "\u00ff",
            "\u00e9",
            "\u00ed\u00a0\u0080",
            "\u00f4\u0090\u0080\u0080"
        }) {
            byte[] body = text.replace("hi", latin).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(fault(body).code()).as(latin).isEqualTo("invalid_json");
        }
        assertThat(fault(text.getBytes(UTF_16)).code()).isEqualTo("invalid_json");
        assertThat(fault(text.getBytes(UTF_16LE)).code()).isEqualTo("invalid_json");
        assertThat(fault(text.getBytes(UTF_16BE)).code()).isEqualTo("invalid_json");
        assertThat(fault(Arrays.copyOf(bytes("{\"a\":\"é"), 7)).code()).isEqualTo("invalid_json");
    }

    @Test
    void b17LoneSurrogateEscapeIsTaken() {
        byte[] body = bytes(SMALLEST.replace("hi", "\\ud83d") + "}");
        assertThat(reader.read(body).body()).isSameAs(body);
        assertThat(fault(SMALLEST + ",\"\\ud83d\":1}").code()).isEqualTo("invalid_json");
    }

    @Test
    void utf8MarkIsTakenOff() {
        byte[] body = bytes("\ufeff" + SMALLEST + "}");
        ChatRequest request = reader.read(body);
        assertThat(new String(request.body(), UTF_8)).isEqualTo(SMALLEST + "}");
        assertThat(slice(request, "model")).isEqualTo("\"m\"");
    }

    @Test
    void b20KeysThatOtherLanguagesActOnAreJustKeys() {
        ChatRequest request =
                reader.read(bytes(SMALLEST + ",\"__proto__\":{\"a\":1},\"@class\":\"java.lang.Runtime\"}"));
        assertThat(request.tree().get("@class").textValue()).isEqualTo("java.lang.Runtime");
    }

    @Test
    void b83PromptIsTakenWordForWord() {
        String prompt = "data: [DONE]\\n\\n\\u001b[2J ${jndi:ldap://127.0.0.1:9/x} {{env:HOME}} ${body} $simple{body}";
        assertThat(reader.read(bytes(SMALLEST.replace("hi", prompt) + "}"))
                        .tree()
                        .at("/messages/0/content")
                        .textValue())
                .isEqualTo("data: [DONE]\n\n\u001b[2J ${jndi:ldap://127.0.0.1:9/x} {{env:HOME}} ${body} $simple{body}");
    }

    @Test
    void rangesAreThoseOfTheBytes() {
        String body =
                " {\n \"model\" : \"gpt-é\" ,\"temperature\":1.10, \"seed\": 1e5 ,\"messages\" :[ {\"role\":\"user\","
                        + "\"content\":\"\\u00e9 😀 ]}\"} ] ,\"x\\u0079\": null,\"stream\":true , \"n\":1\n } \n";
        ChatRequest request = reader.read(bytes(body));
        assertThat(request.fields().keySet())
                .containsExactly("model", "temperature", "seed", "messages", "xy", "stream", "n");
        assertThat(slice(request, "model")).isEqualTo("\"gpt-é\"");
        assertThat(slice(request, "temperature")).isEqualTo("1.10");
        assertThat(slice(request, "seed")).isEqualTo("1e5");
        assertThat(slice(request, "messages")).isEqualTo("[ {\"role\":\"user\",\"content\":\"\\u00e9 😀 ]}\"} ]");
        assertThat(slice(request, "xy")).isEqualTo("null");
        assertThat(slice(request, "stream")).isEqualTo("true");
        assertThat(slice(request, "n")).isEqualTo("1");
        FieldRange name = request.fields().get("xy");
        assertThat(new String(request.body(), name.nameStart(), name.valueStart() - name.nameStart(), UTF_8))
                .isEqualTo("\"x\\u0079\": ");
    }

    @Test
    void numbersKeepTheirDigits() {
        ChatRequest request = reader.read(bytes(SMALLEST + ",\"temperature\":1.10,\"x\":12345678901234567890123}"));
        assertThat(request.tree().get("temperature").decimalValue()).hasToString("1.10");
        assertThat(request.tree().get("temperature")).hasToString("1.10");
        assertThat(request.tree().get("x").asText()).isEqualTo("12345678901234567890123");
    }

    @Test
    void saysWhatRoutesAsk() {
        ChatRequest plain = reader.read(bytes(SMALLEST + ",\"stream\":null,\"functions\":null}"));
        assertThat(plain.model()).isEqualTo("m");
        assertThat(plain.stream()).isFalse();
        assertThat(plain.includeUsage()).isFalse();
        assertThat(plain.legacyFunctions()).isFalse();
        ChatRequest streamed = reader.read(bytes(SMALLEST
                + ",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"functions\":[{\"name\":\"f\"}]}"));
        assertThat(streamed.stream()).isTrue();
        assertThat(streamed.includeUsage()).isTrue();
        assertThat(streamed.legacyFunctions()).isTrue();
    }

    private GatewayError fault(String body) {
        return fault(bytes(body));
    }

    private GatewayError fault(byte[] body) {
        GatewayException thrown = catchThrowableOfType(GatewayException.class, () -> reader.read(body));
        assertThat(thrown).isNotNull();
        return thrown.error();
    }

    private static String slice(ChatRequest request, String field) {
        FieldRange range = request.fields().get(field);
        return new String(request.body(), range.valueStart(), range.valueEnd() - range.valueStart(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
