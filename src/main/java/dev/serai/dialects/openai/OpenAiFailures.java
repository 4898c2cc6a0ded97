package dev.serai.dialects.openai;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors in OpenAI's envelope, and in what Azure and servers like it send instead: by the names first, then by the
 * status. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI: error codes</a>
 */
final class OpenAiFailures {
    /** Says nothing that the status does not. */
    private static final String ANY_REFUSAL = "invalid_request_error";

    private final Clock clock;

    OpenAiFailures(Clock clock) {
        this.clock = clock;
    }

    /** Never throws. */
    ProviderFailure of(ProviderAnswer answer) {
        JsonNode body = ProviderJson.readOrMissing(answer.body());
        JsonNode ofGoogle = GoogleFailure.error(body);
        if (GoogleFailure.is(ofGoogle)) {
            return GoogleFailure.of(ofGoogle, answer.status(), RetryAfter.seconds(answer, clock));
        }
        JsonNode error = body.hasNonNull("error") ? body.path("error") : body;
        int status = status(answer.status(), error);
        String message = message(error);
        Kind kind = kind(status, error, message);
        return new ProviderFailure(
                kind,
                status,
                code(error),
                cleanOrNull(error.path("param")),
                message.isEmpty() ? wordless(status) : ProviderWords.clean(message),
                RetryAfter.seconds(answer, clock));
    }

    /** A 200 with an error in it may say its status in the code; a refusal in it counts as a 400. */
    private static int status(int status, JsonNode error) {
        if (status / 100 != 2) {
            return status;
        }
        int said = error.path("code").asInt(error.path("status").asInt());
        if (said >= 400 && said <= 599) {
            return said;
        }
        return error.path("type").asText().equals(ANY_REFUSAL) ? 400 : status;
    }

    private static String wordless(int status) {
        return status / 100 == 2 ? FailureKinds.WORDLESS : FailureKinds.wordless(status);
    }

    /** OpenAI's object; a bare string, as Ollama sends; FastAPI's {@code detail}. */
    private static String message(JsonNode error) {
        return Stream.of(error, error.path("message"), error.path("detail"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse("");
    }

    private static Kind kind(int status, JsonNode error, String message) {
        for (JsonNode name : new JsonNode[] {error.path("code"), error.path("type"), error.at("/innererror/code")}) {
            Kind byName = named(name.asText());
            if (byName != null) {
                return byName;
            }
        }
        return switch (status) {
            case 400, 413, 422 -> ProviderWords.sayTooLong(message) ? Kind.CONTEXT_TOO_LONG : Kind.REFUSED;
            case 403 -> spent(message) ? Kind.QUOTA_SPENT : Kind.ACCESS_DENIED;
            case 409 -> message.toLowerCase(Locale.ROOT).contains("overloaded") ? Kind.UNAVAILABLE : Kind.REFUSED;
            default -> FailureKinds.ofStatus(status);
        };
    }

    /** So the API Management in front of Azure says that a quota is spent, without a name for it. */
    private static boolean spent(String message) {
        return message.toLowerCase(Locale.ROOT).startsWith("out of call volume quota");
    }

    private static @Nullable Kind named(String name) {
        return switch (name) {
            case "insufficient_quota", "billing_hard_limit_reached", "billing_not_active" -> Kind.QUOTA_SPENT;
            case "context_length_exceeded" -> Kind.CONTEXT_TOO_LONG;
            // The last is what reasoning models say where others refuse in words (k).
            case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation", "invalid_prompt" ->
                Kind.CONTENT_FILTERED;
            // Azure's last: a deployment of a model of another kind, such as one for embeddings.
            case "model_not_found", "DeploymentNotFound", "OperationNotSupported" -> Kind.MODEL_UNKNOWN;
            case "invalid_api_key", "authentication_error", "account_deactivated", "invalid_organization" ->
                Kind.CREDENTIALS_REFUSED;
            case "rate_limit_exceeded", "rate_limit_error" -> Kind.RATE_LIMITED;
            case "overloaded", "overloaded_error", "server_error", "service_unavailable", "internal_error" ->
                Kind.UNAVAILABLE;
            default -> null;
        };
    }

    private static @Nullable String code(JsonNode error) {
        JsonNode code = error.path("code");
        String name = cleanOrNull(code.isTextual() && !isStatus(code.textValue()) ? code : error.path("type"));
        return ANY_REFUSAL.equals(name) ? null : name;
    }

    /** Azure's code is often no more than the status as a string. */
    private static boolean isStatus(String code) {
        return code.length() == 3 && code.chars().allMatch(Character::isDigit);
    }

    private static @Nullable String cleanOrNull(JsonNode text) {
        return text.isTextual() && !text.textValue().isEmpty() ? ProviderWords.clean(text.textValue()) : null;
    }
}
