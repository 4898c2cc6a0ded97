package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.calls.Call;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract's table "what the provider did", its last column, and the order among several. */
class FinalErrorTest {
    private static final ModelMapping MAPPING =
            MappingText.load("""
            model_mappings:
              mapped:
                default_provider: openai
                providers: {openai: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022}}
            routing:
              patterns:
                - {pattern: "^gpt-", default_provider: openai}
            """, Map.of("OPENAI_API_KEY", "sk-test", "ANTHROPIC_API_KEY", "test"));

    private final FinalError finalError = new FinalError();
    private final Call call = ModelCalls.of(MAPPING, "mapped");

    @ParameterizedTest(name = "{0}: {1} {3}")
    @DisplayName("if it was the last")
    @CsvSource({
        "UNREACHABLE,         503, provider_error,        provider_unavailable,           false",
        "UNAVAILABLE,         503, provider_error,        provider_unavailable,           false",
        "TIMEOUT,             504, provider_error,        provider_timeout,               false",
        "INVALID_RESPONSE,    502, provider_error,        provider_invalid_response,      false",
        "RATE_LIMITED,        429, rate_limit_error,      provider_rate_limited,          false",
        "QUOTA_SPENT,         429, rate_limit_error,      provider_rate_limited,          true",
        "CREDENTIALS_REFUSED, 502, provider_error,        provider_authentication_failed, true",
        "ACCESS_DENIED,       502, provider_error,        provider_authentication_failed, true",
        "MODEL_UNKNOWN,       502, provider_error,        provider_model_not_found,       true",
        "CONTEXT_TOO_LONG,    400, invalid_request_error, context_length_exceeded,        false",
        "CONTENT_FILTERED,    400, invalid_request_error, content_filter,                 false"
    })
    void oneFailure(Kind kind, int status, String type, String code, boolean hopeless) {
        GatewayError error = after(kind);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.hopeless()).as("x-should-retry: false").isEqualTo(hopeless);
    }

    @ParameterizedTest(name = "{0}, then {1}: {2} {3}")
    @DisplayName("candidates failed in different ways: 429, then 503, 504, 502")
    @CsvSource({
        "TIMEOUT,             RATE_LIMITED,        429, provider_rate_limited",
        "RATE_LIMITED,        INVALID_RESPONSE,    429, provider_rate_limited",
        "UNAVAILABLE,         QUOTA_SPENT,         429, provider_rate_limited",
        "TIMEOUT,             UNAVAILABLE,         503, provider_unavailable",
        "UNREACHABLE,         MODEL_UNKNOWN,       503, provider_unavailable",
        "INVALID_RESPONSE,    TIMEOUT,             504, provider_timeout",
        "TIMEOUT,             CREDENTIALS_REFUSED, 504, provider_timeout",
        "CREDENTIALS_REFUSED, INVALID_RESPONSE,    502, provider_invalid_response",
        "MODEL_UNKNOWN,       ACCESS_DENIED,       502, provider_authentication_failed",
        "UNAVAILABLE,         CONTENT_FILTERED,    400, content_filter"
    })
    void theMostActionableOfSeveral(Kind first, Kind second, int status, String code) {
        GatewayError error = after(first, second);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code);
    }

    @Test
    void aLimitThatPassesIsWorthARetryThoughAQuotaIsSpentToo() {
        assertThat(after(Kind.QUOTA_SPENT, Kind.RATE_LIMITED).hopeless()).isFalse();
    }

    @Test
    void theSmallestRetryAfterIsOfAllTargetsThoseThatRestIncluded() {
        fail(rateLimited(20));
        fail(rateLimited(7));
        assertThat(finalError.of(call).retryAfterSeconds()).isEqualTo(7);
        call.passedOver().resting(3);
        assertThat(finalError.of(call).retryAfterSeconds()).isEqualTo(3);
    }

    @Test
    void aRefusalIsPassedOnAsItIs() {
        fail(new ProviderFailure(Kind.REFUSED, 413, "too_big", "messages[0].content", "Too big", null));
        GatewayError error = finalError.of(call);
        assertThat(error.status()).isEqualTo(413);
        assertThat(error.type()).isEqualTo("invalid_request_error");
        assertThat(error.code()).isEqualTo("too_big");
        assertThat(error.param()).isEqualTo("messages[0].content");
        assertThat(error.message()).isEqualTo("Too big");
        assertThat(error.hopeless()).isFalse();
    }

    @Test
    void aPromptThatIsTooLongIsAFaultOfTheMessages() {
        assertThat(after(Kind.CONTEXT_TOO_LONG).param()).isEqualTo("messages");
    }

    @Test
    void whatAProviderSaysOfACredentialIsNotRepeated() {
        fail(new ProviderFailure(Kind.CREDENTIALS_REFUSED, 401, "Incorrect API key provided: sk-ab***yz"));
        assertThat(finalError.of(call).message()).doesNotContain("sk-ab");
    }

    @Test
    void aNameThatCameByAPatternDoesNotExistIfTheProviderSaysSo() {
        Call byPattern = ModelCalls.of(MAPPING, "gpt-99");
        ModelCalls.failed(
                byPattern,
                byPattern.plan().targets().get(0),
                new ProviderFailure(Kind.MODEL_UNKNOWN, 404, "no such model"));
        GatewayError error = finalError.of(byPattern);
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("model_not_found");
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.message()).contains("gpt-99");
    }

    @Test
    void ifAllRestItIsARateLimit() {
        call.passedOver().resting(9);
        call.passedOver().resting(4);
        GatewayError error = finalError.of(call);
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("provider_rate_limited");
        assertThat(error.retryAfterSeconds()).isEqualTo(4);
    }

    @Test
    void ifABreakerIsOpenTooItIsUnavailable() {
        call.passedOver().resting(4);
        call.passedOver().breakerOpen();
        assertThat(finalError.of(call).status()).isEqualTo(503);
        assertThat(finalError.of(call).code()).isEqualTo("provider_unavailable");
    }

    @Test
    void whatRestsUntilAReloadIsAModelThatItsProviderDoesNotKnow() {
        call.passedOver().resting(Long.MAX_VALUE);
        GatewayError error = finalError.of(call);
        assertThat(error.status()).isEqualTo(502);
        assertThat(error.type()).isEqualTo("provider_error");
        assertThat(error.code()).isEqualTo("provider_model_not_found");
        assertThat(error.retryAfterSeconds()).isNull();
        assertThat(error.hopeless()).isTrue();
        call.passedOver().breakerOpen();
        assertThat(finalError.of(call).code()).as("another may serve it soon").isEqualTo("provider_unavailable");
    }

    @Test
    void whatRestsUntilAReloadHidesNoneThatRestsForLess() {
        call.passedOver().resting(Long.MAX_VALUE);
        call.passedOver().resting(4);
        assertThat(finalError.of(call).code()).isEqualTo("provider_rate_limited");
        assertThat(finalError.of(call).retryAfterSeconds()).isEqualTo(4);
    }

    @Test
    void aNameThatCameByAPatternDoesNotExistWhereItsTargetRestsForThat() {
        Call byPattern = ModelCalls.of(MAPPING, "gpt-99");
        byPattern.passedOver().resting(Long.MAX_VALUE);
        assertThat(finalError.of(byPattern).code()).isEqualTo("model_not_found");
    }

    @Test
    void ifNoneCanDoItTheFirstSaysWhy() {
        GatewayError why = new GatewayError.InvalidRequest("unsupported_parameter", "n", "n must be 1");
        call.passedOver().incapable(why);
        call.passedOver()
                .incapable(new GatewayError.InvalidRequest("unsupported_parameter", "logprobs", "no logprobs"));
        assertThat(finalError.of(call)).isSameAs(why);
        fail(rateLimited(1));
        assertThat(finalError.of(call).status()).as("one that could was asked").isEqualTo(429);
    }

    private static ProviderFailure rateLimited(int seconds) {
        return new ProviderFailure(Kind.RATE_LIMITED, 429, null, null, "slow down", seconds);
    }

    private GatewayError after(Kind... kinds) {
        List.of(kinds).forEach(kind -> fail(new ProviderFailure(kind, 0, "failed")));
        return finalError.of(call);
    }

    private void fail(ProviderFailure failure) {
        List<ModelTarget> targets = call.plan().targets();
        ModelCalls.failed(call, targets.get(call.attempts().size() % targets.size()), failure);
    }
}
