package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors in the envelope of Google's APIs, in which any model on Vertex AI may fail, whatever its own format: by
 * their status' name, and those that share one by their details and words. Stateless.
 *
 * @see <a href="https://cloud.google.com/apis/design/errors">Google: errors</a>
 */
public final class GoogleFailure {
    private GoogleFailure() {}

    /** The {@code error} of a body, which a stream's error wraps into a list; missing if there is none. */
    public static JsonNode error(JsonNode body) {
        return (body.isArray() ? body.path(0) : body).path("error");
    }

    /** Whether an error has Google's shape: a number for the code, a name for the status. */
    public static boolean is(JsonNode error) {
        return error.path("code").isIntegralNumber() && error.path("status").isTextual();
    }

    /**
     * What an error of Google's shape means.
     *
     * @param status of the answer; of one that was promised as good the error's own code is taken
     * @param retryAfterSeconds from the headers, or null
     */
    public static ProviderFailure of(JsonNode error, int status, @Nullable Integer retryAfterSeconds) {
        int said = status / 100 == 2 ? error.path("code").asInt(status) : status;
        String name = ProviderJson.textOrEmpty(error, "status");
        String message = ProviderJson.textOrEmpty(error, "message");
        String wordless = status / 100 == 2 ? FailureKinds.WORDLESS : FailureKinds.wordless(status);
        return new ProviderFailure(
                kind(name, said, message, error),
                said,
                name.isEmpty() ? null : name,
                null,
                message.isBlank() ? wordless : ProviderWords.clean(message),
                retryAfterSeconds == null ? GoogleErrorDetails.retryDelay(error) : retryAfterSeconds);
    }

    private static Kind kind(String name, int status, String message, JsonNode error) {
        return switch (name) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> refusal(message, error);
            case "UNAUTHENTICATED" -> Kind.CREDENTIALS_REFUSED;
            case "PERMISSION_DENIED" -> Kind.ACCESS_DENIED;
            case "NOT_FOUND" -> Kind.MODEL_UNKNOWN;
            case "RESOURCE_EXHAUSTED" -> GoogleErrorDetails.dayIsSpent(error) ? Kind.QUOTA_SPENT : Kind.RATE_LIMITED;
            case "CANCELLED", "ABORTED", "INTERNAL", "UNKNOWN", "DATA_LOSS", "UNAVAILABLE" -> Kind.UNAVAILABLE;
            case "DEADLINE_EXCEEDED" -> Kind.TIMEOUT;
            default -> unnamed(status, message, error);
        };
    }

    private static Kind unnamed(int status, String message, JsonNode error) {
        Kind kind = status / 100 == 2 ? Kind.INVALID_RESPONSE : FailureKinds.ofStatus(status);
        return kind == Kind.REFUSED ? refusal(message, error) : kind;
    }

    /** One status covers a bad key, a long prompt, a filtered one, and a model that is not to be had in this place. */
    private static Kind refusal(String message, JsonNode error) {
        String words = message.toLowerCase(Locale.ROOT);
        if (GoogleErrorDetails.hasReason(error, "API_KEY_INVALID") || words.contains("api key")) {
            return Kind.CREDENTIALS_REFUSED;
        }
        if (ProviderWords.sayTooLong(message) || words.contains("input token count")) {
            return Kind.CONTEXT_TOO_LONG;
        }
        // (k) Vertex AI's words for a partner's model that another location has.
        if (words.contains("not servable in region")) {
            return Kind.MODEL_UNKNOWN;
        }
        boolean filtered = words.contains("blocked") && (words.contains("prompt") || words.contains("safety"));
        return filtered ? Kind.CONTENT_FILTERED : Kind.REFUSED;
    }
}
