package dev.serai.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.errors.GatewayError.InvalidRequest;
import dev.serai.errors.GatewayError.NotAllowed;
import dev.serai.errors.GatewayError.Overloaded;
import dev.serai.errors.GatewayError.ProviderError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesErrorEnvelopeTest {

    @Test
    void everythingThatAnthropicsHas() {
        assertThat(body(new Overloaded("Busy.", 1)))
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy.\"},"
                        + "\"request_id\":\"req_1\"}");
    }

    @ParameterizedTest(name = "{0} {1} is {2} {3}")
    @CsvSource({
        "400, invalid_request_error, 400, invalid_request_error",
        "401, authentication_error,  401, authentication_error",
        "404, invalid_request_error, 404, not_found_error",
        "405, invalid_request_error, 405, invalid_request_error",
        "408, invalid_request_error, 408, timeout_error",
        "413, invalid_request_error, 413, request_too_large",
        "415, invalid_request_error, 415, invalid_request_error",
        "422, invalid_request_error, 422, invalid_request_error",
        "429, rate_limit_error,      429, rate_limit_error",
        "429, insufficient_quota,    402, billing_error",
        "500, server_error,          500, api_error",
        "502, provider_error,        502, api_error",
        "503, provider_error,        529, overloaded_error",
        "504, provider_error,        504, timeout_error",
    })
    void typesAndStatusesAreAnthropics(int status, String type, int told, String toldType) {
        GatewayError error = new ProviderError(status, type, "code", null, "What.", null, false);
        assertThat(MessagesErrorEnvelope.status(error)).isEqualTo(told);
        assertThat(body(error)).contains("\"error\":{\"type\":\"" + toldType + "\"");
    }

    @Test
    void aKeyThatMayNotIsAPermissionError() {
        GatewayError error = new NotAllowed("model_not_allowed", "model", "This key may not use this model.");
        assertThat(MessagesErrorEnvelope.status(error)).isEqualTo(403);
        assertThat(body(error)).contains("\"type\":\"permission_error\"");
    }

    @Test
    void theFaultyFieldStandsInTheMessageOnce() {
        assertThat(body(new InvalidRequest("x", "tools[0].name", "It is too long.")))
                .contains("\"message\":\"tools[0].name: It is too long.\"");
        assertThat(body(new InvalidRequest("x", "tools[0].name", "'tools[0].name' is too long.")))
                .contains("\"message\":\"'tools[0].name' is too long.\"");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(body(new Overloaded("\ud83d", 1))).contains("\"message\":\"?\"");
    }

    private static String body(GatewayError error) {
        return new String(MessagesErrorEnvelope.body(error, "req_1"), UTF_8);
    }
}
