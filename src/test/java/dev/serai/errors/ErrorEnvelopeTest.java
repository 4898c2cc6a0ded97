package dev.serai.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.errors.GatewayError.InvalidRequest;
import dev.serai.errors.GatewayError.Overloaded;
import org.junit.jupiter.api.Test;

class ErrorEnvelopeTest {

    @Test
    void allFourKeysAreAlwaysThere() {
        assertThat(new String(ErrorEnvelope.body(new Overloaded("Busy.", 1)), UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"Busy.\",\"type\":\"overloaded_error\",\"param\":null,\"code\":\"overloaded\"}}");
    }

    @Test
    void lastEventOfAStreamIsOneLineThatParsesAlone() {
        InvalidRequest error =
                new InvalidRequest("invalid_value", "messages[0].role", "a\r\n\ndata: [DONE]\n\n\u2028 \"x\"");
        assertThat(new String(ErrorEnvelope.sseError(error), UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"a\\r\\n\\ndata: [DONE]\\n\\n\u2028 \\\"x\\\"\","
                                + "\"type\":\"invalid_request_error\",\"param\":\"messages[0].role\",\"code\":\"invalid_value\"}}");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(new String(ErrorEnvelope.body(new Overloaded("\ud83d", 1)), UTF_8))
                .contains("\"message\":\"?\"");
    }
}
