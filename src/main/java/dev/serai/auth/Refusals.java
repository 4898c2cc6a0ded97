package dev.serai.auth;

import dev.serai.errors.GatewayError;

/** Why somebody does not come in, as they are told: never with what they showed. */
final class Refusals {
    static final Verdict NOTHING_SHOWN = unauthenticated(
            "No API key was sent: put it in the header Authorization (Bearer KEY), X-API-Key, api-key or x-goog-api-key");
    static final Verdict WRONG_KEY = unauthenticated("The API key is not one of this gateway's");
    static final Verdict WRONG_PASSWORD = unauthenticated("The user or the password is wrong");
    static final Verdict DISABLED = unauthenticated("The API key has been switched off");
    static final Verdict EXPIRED = unauthenticated("The API key has expired");
    static final Verdict WRONG_ADDRESS = new Verdict.Refusal(
            new GatewayError.Unauthenticated("ip_not_authorized", "The API key may not be used from this address"));
    static final Verdict CONFLICT = new Verdict.Refusal(new GatewayError.InvalidRequest(
            "conflicting_credentials", null, "Two different API keys were sent: send one"));
    static final Verdict UNAVAILABLE = new Verdict.Refusal(
            new GatewayError.AuthenticationUnavailable("The API key can't be looked up now; try again", 2));

    private Refusals() {}

    private static Verdict unauthenticated(String message) {
        return new Verdict.Refusal(new GatewayError.Unauthenticated("invalid_api_key", message));
    }
}
