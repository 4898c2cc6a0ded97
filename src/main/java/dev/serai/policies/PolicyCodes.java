package dev.serai.policies;

import dev.serai.errors.GatewayError;
import java.util.Collection;
import java.util.Map;

/** The contract's errors that a policy may refuse with, by their code. */
final class PolicyCodes {
    static final String DEFAULT = "model_not_allowed";

    private static final String INVALID = "invalid_request_error";
    private static final String FORBIDDEN = "permission_error";

    private static final Map<String, Answer> ANSWERS = Map.of(
            DEFAULT,
            new Answer(403, FORBIDDEN),
            "provider_not_allowed",
            new Answer(403, FORBIDDEN),
            "rate_limit_exceeded",
            new Answer(429, "rate_limit_error"),
            "insufficient_quota",
            new Answer(429, "insufficient_quota"),
            "invalid_value",
            new Answer(400, INVALID),
            "unsupported_value",
            new Answer(400, INVALID),
            "context_length_exceeded",
            new Answer(400, INVALID),
            "content_filter",
            new Answer(400, INVALID),
            "overloaded",
            new Answer(503, "overloaded_error"));

    private record Answer(int status, String type) {}

    private PolicyCodes() {}

    static boolean known(String code) {
        return ANSWERS.containsKey(code);
    }

    static Collection<String> all() {
        return ANSWERS.keySet();
    }

    /** @param code a known one; any other becomes the default */
    static GatewayError error(String code, String message) {
        String told = known(code) ? code : DEFAULT;
        Answer answer = ANSWERS.get(told);
        return new GatewayError.RefusedByPolicy(answer.status(), answer.type(), told, message);
    }
}
