package dev.serai.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes errors in Anthropic's envelope, {@code {"type":"error","error":{"type","message"},"request_id"}}, under Anthropic's
 * types and statuses. The envelope has no place for a field's name: it goes before the message. Stateless and thread-safe.
 *
 * @see <a href="https://docs.anthropic.com/en/api/errors">Anthropic: errors</a>
 */
public final class MessagesErrorEnvelope {
    /** Anthropic's own status for "overloaded", which its SDKs know and HTTP does not. */
    private static final int OVERLOADED = 529;

    private static final JsonMapper MAPPER = new JsonMapper();

    private MessagesErrorEnvelope() {}

    /** The status of an error answer. */
    public static int status(GatewayError error) {
        if (ofBudget(error)) {
            return 402;
        }
        return error.status() == 503 ? OVERLOADED : error.status();
    }

    /** The body of an error answer. UTF-8, without line breaks. */
    public static byte[] body(GatewayError error, String requestId) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("type", "error");
        envelope.putObject("error").put("type", type(error)).put("message", message(error));
        envelope.put("request_id", requestId);
        try {
            return MAPPER.writeValueAsBytes(envelope);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("four strings can't fail to be written", e);
        }
    }

    private static String type(GatewayError error) {
        return switch (status(error)) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case OVERLOADED -> "overloaded_error";
            default -> error.status() >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    /** The budget of the client's key is spent, not the gateway's quota at a provider. */
    private static boolean ofBudget(GatewayError error) {
        return error.type().equals("insufficient_quota");
    }

    private static String message(GatewayError error) {
        String param = error.param();
        String message = error.message();
        String whole = param == null || message.contains(param) ? message : param + ": " + message;
        // Half a surrogate pair, which a client can send as an escape, has no UTF-8: it becomes a question mark.
        return new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
