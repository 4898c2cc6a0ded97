package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.FailureKinds;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderWords;
import dev.serai.dialects.RetryAfter;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies OCI's errors by their code, and those that share one by their words.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/API/References/apierrors.htm">OCI: API errors</a>
 */
final class OciFailure {
    private static final String CODE = "code";
    private static final String MESSAGE = "message";

    /** Words of a 404, or of a 400, that can only mean the model. */
    private static final List<String> NO_SUCH_MODEL = List.of(
            "entity with key", "model not found", "invalid model", "unknown model", "model id is not", "modelid");

    private static final List<String> FILTERED =
            List.of("inappropriate content", "content moderation", "content filter", "safety filter");

    private OciFailure() {}

    /** An answer that is not 2xx. */
    static ProviderFailure of(ProviderAnswer answer, Clock clock) {
        JsonNode body = ProviderJson.readOrMissing(answer.body());
        return failure(
                body, answer.status(), FailureKinds.wordless(answer.status()), RetryAfter.seconds(answer, clock));
    }

    /** Whether what came with a 200 is an error all the same. */
    static boolean is(JsonNode event) {
        return event.path(CODE).isValueNode() && event.path(MESSAGE).isTextual();
    }

    /** An error that came with a 200: as the whole answer, or as an event of a stream. */
    static ProviderException within200(JsonNode error) {
        return new ProviderException(failure(error, usualStatus(error), FailureKinds.WORDLESS, null));
    }

    /** The model gave up ({@code finishReason: ERROR}), and nothing of its answer can be used. */
    static ProviderException gaveUp(String errorMessage) {
        return ProviderJson.unreadable(ProviderWords.clean(errorMessage));
    }

    private static ProviderFailure failure(
            JsonNode error, int status, String wordless, @Nullable Integer retryAfterSeconds) {
        String code = error.path(CODE).asText("");
        String message = ProviderJson.textOrEmpty(error, MESSAGE);
        return new ProviderFailure(
                kind(code, status, message.toLowerCase(Locale.ROOT)),
                status,
                code.isEmpty() ? null : ProviderWords.clean(code),
                null,
                message.isBlank() ? wordless : ProviderWords.clean(message),
                retryAfterSeconds);
    }

    private static Kind kind(String code, int status, String words) {
        return switch (code) {
            case "NotAuthenticated" -> Kind.CREDENTIALS_REFUSED;
            case "TooManyRequests" -> Kind.RATE_LIMITED;
            case "QuotaExceeded", "LimitExceeded" -> Kind.QUOTA_SPENT;
            case "SignUpRequired", "NotAuthorized" -> Kind.ACCESS_DENIED;
            case "NotAuthorizedOrNotFound", "NotFound" -> notFound(words);
            case "IncorrectState", "Conflict", "InternalServerError", "ServiceUnavailable" -> Kind.UNAVAILABLE;
            case "InvalidParameter", "CannotParseRequest", "MissingParameter", "RequestHeaderFieldsTooLarge" ->
                refusal(words);
            default -> unnamed(status, words);
        };
    }

    /** A status in place of a name ({@code "code": "400"}), as the inference service often has it, or a newer name. */
    private static Kind unnamed(int status, String words) {
        if (status == 404) {
            return notFound(words);
        }
        Kind kind = FailureKinds.ofStatus(status);
        return kind == Kind.REFUSED ? refusal(words) : kind;
    }

    /**
     * One code covers a missing policy and a missing thing, on purpose. Where the words don't tell, a policy is likelier,
     * and mends itself without a reload.
     */
    private static Kind notFound(String words) {
        return saysOneOf(NO_SUCH_MODEL, words) ? Kind.MODEL_UNKNOWN : Kind.ACCESS_DENIED;
    }

    private static Kind refusal(String words) {
        if (ProviderWords.sayTooLong(words)) {
            return Kind.CONTEXT_TOO_LONG;
        }
        if (saysOneOf(FILTERED, words)) {
            return Kind.CONTENT_FILTERED;
        }
        return saysOneOf(NO_SUCH_MODEL, words) ? Kind.MODEL_UNKNOWN : Kind.REFUSED;
    }

    private static boolean saysOneOf(List<String> phrases, String words) {
        return phrases.stream().anyMatch(words::contains);
    }

    /** The status that OCI documents for a code: within a 200 it has none of its own. */
    private static int usualStatus(JsonNode error) {
        String code = error.path(CODE).asText();
        int said = error.path(CODE).asInt();
        if (said >= 400 && said <= 599) {
            return said;
        }
        return switch (code) {
            case "InvalidParameter", "CannotParseRequest", "MissingParameter", "QuotaExceeded", "LimitExceeded" -> 400;
            case "NotAuthenticated" -> 401;
            case "NotAuthorizedOrNotFound", "NotFound" -> 404;
            case "IncorrectState", "Conflict" -> 409;
            case "TooManyRequests" -> 429;
            case "ServiceUnavailable" -> 503;
            default -> 500;
        };
    }
}
