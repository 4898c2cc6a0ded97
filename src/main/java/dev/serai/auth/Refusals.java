package dev.serai.auth;

import dev.serai.errors.GatewayError;
import java.util.Set;

/** Why somebody does not come in, as they are told: never with what they showed. */
final class Refusals {
    static final Verdict NOTHING_SHOWN = unauthenticated(
            "No API key was sent: put it in the header Authorization (Bearer KEY), X-API-Key, api-key or x-goog-api-key");
    static final Verdict WRONG_KEY = unauthenticated("The API key is not one of this gateway's");
    static final Verdict WRONG_PASSWORD = unauthenticated("The user or the password is wrong");
    static final Verdict WRONG_TOKEN = token("The token is not one that this gateway takes");
    static final Verdict DISABLED = unauthenticated("The API key has been switched off");
    static final Verdict DENIED = unauthenticated("The gateway's operator has shut this caller out");
    static final Verdict EXPIRED = unauthenticated("The API key has expired");
    static final Verdict WRONG_ADDRESS = new Verdict.Refusal(
            new GatewayError.Unauthenticated("ip_not_authorized", "The API key may not be used from this address"));
    static final Verdict CONFLICT = new Verdict.Refusal(new GatewayError.InvalidRequest(
            "conflicting_credentials", null, "Two different API keys were sent: send one"));
    static final Verdict UNAVAILABLE = new Verdict.Refusal(
            new GatewayError.AuthenticationUnavailable("The API key can't be looked up now; try again", 2));

    static final Verdict TOKEN_UNAVAILABLE = new Verdict.Refusal(
            new GatewayError.AuthenticationUnavailable("The token can't be judged now; try again", 2));
    private static final Set<Verdict> OF_NOBODY = Set.of(WRONG_KEY, WRONG_PASSWORD, WRONG_TOKEN);

    private Refusals() {}

    /** Why a token is no good, for whoever sent it. */
    static Verdict token(String reason) {
        return unauthenticated(reason);
    }

    /**
     * Which of two ways' refusals is told: that nobody can say outranks that one way would not have it, and what is wrong with a
     * credential outranks that it is none of another way's.
     */
    static Verdict telling(Verdict before, Verdict now) {
        return weight(now) > weight(before) ? now : before;
    }

    private static int weight(Verdict verdict) {
        if (verdict.equals(NOTHING_SHOWN)) {
            return 0;
        }
        return OF_NOBODY.contains(verdict)
                ? 1
                : verdict instanceof Verdict.Refusal refusal && refusal.error().status() == 401 ? 2 : 3;
    }

    private static Verdict unauthenticated(String message) {
        return new Verdict.Refusal(new GatewayError.Unauthenticated("invalid_api_key", message));
    }
}
