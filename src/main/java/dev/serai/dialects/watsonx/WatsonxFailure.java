package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.FailureKinds;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderWords;
import dev.serai.dialects.RetryAfter;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies watsonx.ai's errors by the code of the first in {@code errors}, else by the status.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#error-handling">watsonx.ai: error handling</a>
 */
final class WatsonxFailure {
    private WatsonxFailure() {}

    /** Whether a body is an error, whatever status or event it came with. */
    static boolean is(JsonNode body) {
        return body.path("errors").isArray() && !body.path("errors").isEmpty();
    }

    /** An answer that is not 2xx. */
    static ProviderFailure of(ProviderAnswer answer, Clock clock) {
        JsonNode body = ProviderJson.readOrMissing(answer.body());
        return failure(
                body, answer.status(), FailureKinds.wordless(answer.status()), RetryAfter.seconds(answer, clock));
    }

    /** An error where an answer was promised: it says its status itself. */
    static ProviderFailure inBody(JsonNode body) {
        int status = body.path("status_code").asInt();
        return failure(body, status >= 400 && status <= 599 ? status : 500, FailureKinds.WORDLESS, null);
    }

    private static ProviderFailure failure(JsonNode body, int status, String wordless, @Nullable Integer retryAfter) {
        JsonNode error = body.path("errors").path(0);
        String code = ProviderJson.textOrNull(error, "code");
        String message = ProviderJson.textOrEmpty(error, "message");
        String words = message.isBlank() ? wordless : ProviderWords.clean(message);
        return new ProviderFailure(
                kind(code, status, message),
                status,
                code == null ? null : ProviderWords.clean(code),
                field(error.path("target")),
                words,
                retryAfter);
    }

    /** What an error is about, if that is a field of the request. */
    private static @Nullable String field(JsonNode target) {
        String name = ProviderJson.textOrEmpty(target, "name");
        return name.isEmpty() || !target.path("type").asText("field").equals("field")
                ? null
                : ProviderWords.clean(name);
    }

    private static Kind kind(@Nullable String code, int status, String message) {
        return switch (code == null ? "" : code) {
            case "authentication_token_expired", "authentication_token_not_valid", "authentication_token_missing" ->
                Kind.CREDENTIALS_REFUSED;
            case "authorization_rejected", "no_associated_service_instance_error" -> Kind.ACCESS_DENIED;
            case "token_quota_reached", "instance_quota_exceeded" -> Kind.QUOTA_SPENT; // (k), with status 403
            case "rate_limit_reached_requests", "consumption_limit_reached" -> Kind.RATE_LIMITED;
            case "model_not_supported", "model_no_support_for_function", "deployment_not_found" -> Kind.MODEL_UNKNOWN;
            case "downstream_request_failed" -> Kind.UNAVAILABLE;
            default -> unnamed(status, message);
        };
    }

    private static Kind unnamed(int status, String message) {
        Kind kind = FailureKinds.ofStatus(status);
        return kind == Kind.REFUSED && sayTooLong(message) ? Kind.CONTEXT_TOO_LONG : kind;
    }

    /** "the number of input tokens 9000 cannot exceed the total tokens limit 8192 for this model" */
    private static boolean sayTooLong(String message) {
        return ProviderWords.sayTooLong(message)
                || message.toLowerCase(Locale.ROOT).contains("cannot exceed the total tokens limit");
    }
}
