package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.FailureKinds;
import dev.serai.dialects.GoogleFailure;
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
 * Classifies Anthropic's errors by their type, and those that share one by their words; what Vertex AI itself says about Claude
 * has Google's shape.
 *
 * @see <a href="https://docs.anthropic.com/en/api/errors">Anthropic: errors</a>
 */
final class AnthropicFailure {
    private AnthropicFailure() {}

    /** An answer that is not 2xx. */
    static ProviderFailure of(ProviderAnswer answer, Clock clock) {
        JsonNode error = GoogleFailure.error(ProviderJson.readOrMissing(answer.body()));
        Integer retryAfter = RetryAfter.seconds(answer, clock);
        return GoogleFailure.is(error)
                ? GoogleFailure.of(error, answer.status(), retryAfter)
                : failure(error, answer.status(), FailureKinds.wordless(answer.status()), retryAfter);
    }

    /** An error where an answer was promised: an event of a stream, or the body of a 200. */
    static ProviderFailure inBody(JsonNode body) {
        JsonNode error = body.path("error");
        return GoogleFailure.is(error)
                ? GoogleFailure.of(error, 200, null)
                : failure(error, usualStatus(ProviderJson.textOrEmpty(error, "type")), FailureKinds.WORDLESS, null);
    }

    private static ProviderFailure failure(JsonNode error, int status, String wordless, @Nullable Integer retryAfter) {
        String type = ProviderJson.textOrNull(error, "type");
        String message = ProviderJson.textOrEmpty(error, "message");
        String words = message.isBlank() ? wordless : ProviderWords.clean(message);
        return new ProviderFailure(kind(type, status, message), status, type, null, words, retryAfter);
    }

    private static Kind kind(@Nullable String type, int status, String message) {
        return switch (type == null ? "" : type) {
            case "invalid_request_error", "request_too_large" -> refusal(message);
            case "authentication_error" -> Kind.CREDENTIALS_REFUSED;
            case "permission_error" -> Kind.ACCESS_DENIED;
            case "billing_error" -> Kind.QUOTA_SPENT;
            case "not_found_error" -> Kind.MODEL_UNKNOWN;
            case "rate_limit_error" -> Kind.RATE_LIMITED;
            case "timeout_error" -> Kind.TIMEOUT;
            case "api_error", "overloaded_error", "conflict_error" -> Kind.UNAVAILABLE;
            default -> unnamed(status, message);
        };
    }

    private static Kind unnamed(int status, String message) {
        Kind kind = FailureKinds.ofStatus(status);
        return kind == Kind.REFUSED ? refusal(message) : kind;
    }

    /** One type covers a long prompt, a filtered one and an account without money; only the words tell them apart. */
    private static Kind refusal(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        if (ProviderWords.sayTooLong(message)) {
            return Kind.CONTEXT_TOO_LONG;
        }
        if (words.contains("content filtering policy")) {
            return Kind.CONTENT_FILTERED;
        }
        if (words.contains("credit balance is too low") || words.contains("api usage limits")) {
            return Kind.QUOTA_SPENT;
        }
        return Kind.REFUSED;
    }

    /** The status that Anthropic documents for a type: an error event has none of its own. */
    private static int usualStatus(String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "conflict_error" -> 409;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }
}
