package dev.serai.dialects.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.ProviderAnswer;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors are written with ' for ". */
class OpenAiFailuresTest {
    private final OpenAiDialect dialect = new OpenAiDialect();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "400 | {'message':'x','type':'invalid_request_error','param':'temperature','code':'unsupported_value'} | REFUSED",
                "400 | {'message':'too long','type':'invalid_request_error','code':'context_length_exceeded'} | CONTEXT_TOO_LONG",
                "400 | {'message':'This model has a maximum context length of 8192 tokens','code':400}        | CONTEXT_TOO_LONG",
                "400 | {'message':'filtered','code':'content_filter'}                                         | CONTENT_FILTERED",
                "400 | {'message':'no','code':'model_not_found'}                                              | MODEL_UNKNOWN",
                "401 | {'message':'bad key','code':'invalid_api_key'}                                         | CREDENTIALS_REFUSED",
                "402 | {'message':'pay'}                                                                      | QUOTA_SPENT",
                "403 | {'message':'not from here'}                                                            | ACCESS_DENIED",
                "404 | {'message':'no such model','code':'model_not_found'}                                   | MODEL_UNKNOWN",
                "404 | {'message':'not found'}                                                                | MODEL_UNKNOWN",
                "408 | {'message':'late'}                                                                     | TIMEOUT",
                "409 | {'message':'conflict'}                                                                 | REFUSED",
                "409 | {'message':'The engine is currently overloaded'}                                       | UNAVAILABLE",
                "413 | {'message':'large'}                                                                    | REFUSED",
                "422 | {'message':'odd'}                                                                      | REFUSED",
                "424 | {'message':'behind me'}                                                                | UNAVAILABLE",
                "429 | {'message':'slow','type':'tokens','code':'rate_limit_exceeded'}                        | RATE_LIMITED",
                "429 | {'message':'spent','type':'insufficient_quota','code':'insufficient_quota'}            | QUOTA_SPENT",
                "429 | {'message':'spent','type':'insufficient_quota','code':null}                            | QUOTA_SPENT",
                "500 | {'message':'oops','type':'server_error'}                                               | UNAVAILABLE",
                "503 | {'message':'busy'}                                                                     | UNAVAILABLE",
                "504 | {'message':'late'}                                                                     | TIMEOUT",
                "529 | {'message':'busy'}                                                                     | UNAVAILABLE",
                "302 | {'message':'elsewhere'}                                                                | INVALID_RESPONSE",
            })
    void kindFollowsTheNameThenTheStatus(int status, String error, Kind kind) {
        ProviderFailure failure = failure(status, "{'error':" + error + "}");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void wordsCodeAndParamAreThoseOfTheProvider() {
        assertThat(
                        failure(
                                400,
                                "{'error':{'message':'Unsupported value','type':'invalid_request_error','param':'temperature','code':'unsupported_value'}}"))
                .isEqualTo(new ProviderFailure(
                        Kind.REFUSED, 400, "unsupported_value", "temperature", "Unsupported value", null));
        assertThat(failure(400, "{'error':{'message':'x','type':'invalid_request_error','param':null,'code':null}}"))
                .isEqualTo(new ProviderFailure(Kind.REFUSED, 400, "x"));
    }

    @Test
    void secretsAreTakenOutOfTheWords() {
        assertThat(failure(
                                401,
                                "{'error':{'message':'Incorrect API key provided: sk-abcdefgh1234. See https://platform.openai.com/account.'}}")
                        .message())
                .doesNotContain("sk-abc", "https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':'boom'}",
                "{'message':'boom'}",
                "{'detail':'boom'}",
                "{'object':'error','message':'boom','code':500}"
            })
    void serversThatSpeakOtherwiseAreUnderstood(String body) {
        assertThat(failure(500, body))
                .extracting(ProviderFailure::kind, ProviderFailure::message)
                .containsExactly(Kind.UNAVAILABLE, "boom");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>CANARY</html>", "[]", "null", "{'error':[]}", "{'error':{'message':{}}}", "{'error"})
    void whatCannotBeReadIsJudgedByItsStatus(String body) {
        ProviderFailure failure = failure(502, body);
        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.message()).isNotBlank().doesNotContain("CANARY");
    }

    @Test
    void w28RetryAfterIsRead() {
        ProviderAnswer answer = new ProviderAnswer(429, Map.of("retry-after", "7"), new byte[0]);
        assertThat(dialect.failure(answer).retryAfterSeconds()).isEqualTo(7);
    }

    private ProviderFailure failure(int status, String body) {
        return dialect.failure(
                new ProviderAnswer(status, Map.of(), body.replace('\'', '"').getBytes(UTF_8)));
    }
}
