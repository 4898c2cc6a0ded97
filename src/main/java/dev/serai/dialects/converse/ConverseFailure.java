package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.FailureKinds;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderWords;
import dev.serai.dialects.RetryAfter;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.StreamEvent;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies Bedrock's errors by the exception's name, and those that share one by their words.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">Bedrock: error
 *     codes</a>
 */
final class ConverseFailure {
    private static final String PROFILE_HINT =
            " Map the model to the id of an inference profile of its region, such as eu.<model id>.";

    private ConverseFailure() {}

    /** An answer that is not 2xx. */
    static ProviderFailure of(ProviderAnswer answer, Clock clock) {
        JsonNode body = ProviderJson.readOrMissing(answer.body());
        int status = answer.status();
        return failure(
                name(answer, body),
                message(body),
                status,
                FailureKinds.wordless(status),
                RetryAfter.seconds(answer, clock));
    }

    /** An exception frame of a stream; its name begins in lower case there. */
    static ProviderFailure inStream(StreamEvent event) {
        String name = capitalised(event.name());
        String message = message(ProviderJson.readOrMissing(event.data()));
        return failure(name, message, usualStatus(name), FailureKinds.WORDLESS, null);
    }

    private static ProviderFailure failure(
            String name, String message, int status, String wordless, @Nullable Integer retryAfterSeconds) {
        Kind kind = kind(name, status, message);
        String words = message.isBlank() ? wordless : ProviderWords.clean(message);
        String hint = needsProfile(message) ? PROFILE_HINT : "";
        return new ProviderFailure(kind, status, name.isEmpty() ? null : name, null, words + hint, retryAfterSeconds);
    }

    private static Kind kind(String name, int status, String message) {
        return switch (name) {
            case "ThrottlingException", "TooManyRequestsException" -> Kind.RATE_LIMITED;
            case "ServiceQuotaExceededException" -> Kind.QUOTA_SPENT;
            case "AccessDeniedException" -> Kind.ACCESS_DENIED;
            case "UnrecognizedClientException",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "InvalidSignatureException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException",
                    "InvalidClientTokenId" -> Kind.CREDENTIALS_REFUSED;
            case "ResourceNotFoundException" -> Kind.MODEL_UNKNOWN;
            case "ModelTimeoutException" -> Kind.TIMEOUT;
            case "ModelNotReadyException",
                    "ModelErrorException",
                    "ModelStreamErrorException",
                    "InternalServerException",
                    "InternalFailure",
                    "ServiceUnavailableException" -> Kind.UNAVAILABLE;
            case "ValidationException" -> refusal(message);
            default -> unnamed(status, message);
        };
    }

    private static Kind unnamed(int status, String message) {
        Kind kind = FailureKinds.ofStatus(status);
        return kind == Kind.REFUSED ? refusal(message) : kind;
    }

    /** One exception covers an unknown model, a long prompt and a filtered one; only the words tell them apart. */
    private static Kind refusal(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        if (needsProfile(message) || words.contains("model identifier is invalid")) {
            return Kind.MODEL_UNKNOWN;
        }
        if (ProviderWords.sayTooLong(message)) {
            return Kind.CONTEXT_TOO_LONG;
        }
        return words.contains("content filter") ? Kind.CONTENT_FILTERED : Kind.REFUSED;
    }

    /** A base model id where only its inference profiles can be called. */
    private static boolean needsProfile(String message) {
        return message.toLowerCase(Locale.ROOT).contains("on-demand throughput");
    }

    /** {@code ValidationException:http://…} in a header, or {@code com.amazon…#ValidationException} in the body. */
    private static String name(ProviderAnswer answer, JsonNode body) {
        String header = answer.header("x-amzn-errortype");
        String name = header == null || header.isBlank() ? ProviderJson.textOrEmpty(body, "__type") : header;
        String withoutUrl = name.indexOf(':') < 0 ? name : name.substring(0, name.indexOf(':'));
        return withoutUrl.substring(withoutUrl.indexOf('#') + 1).strip();
    }

    private static String message(JsonNode body) {
        String message = ProviderJson.textOrEmpty(body, "message");
        return message.isEmpty() ? ProviderJson.textOrEmpty(body, "Message") : message;
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The status that Bedrock documents for an exception: a frame has none of its own. */
    private static int usualStatus(String name) {
        return switch (name) {
            case "ValidationException", "ServiceQuotaExceededException" -> 400;
            case "AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException" -> 403;
            case "ResourceNotFoundException" -> 404;
            case "ModelTimeoutException" -> 408;
            case "ModelErrorException", "ModelStreamErrorException" -> 424;
            case "ThrottlingException", "ModelNotReadyException" -> 429;
            case "ServiceUnavailableException" -> 503;
            default -> 500;
        };
    }
}
