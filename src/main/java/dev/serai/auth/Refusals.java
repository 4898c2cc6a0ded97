package dev.serai.auth;

import dev.serai.errors.GatewayError;
import java.util.Set;

/** Why somebody does not come in, as they are told: never with what they showed. */
public final class Refusals {
    static final Verdict NOTHING_SHOWN = unauthenticated(
            "No API key was sent: put it in the header Authorization (Bearer KEY), X-API-Key, api-key or x-goog-api-key");
    static final Verdict WRONG_KEY = unauthenticated("The API key is not one of this gateway's");
    static final Verdict WRONG_PASSWORD = unauthenticated("The user or the password is wrong");
    static final Verdict WRONG_TOKEN = token("The token is not one that this gateway takes");
    static final Verdict DISABLED = unauthenticated("The API key has been switched off");
    static final Verdict DENIED = unauthenticated("The gateway's operator has shut this caller out");
    static final Verdict SESSION_OVER =
            unauthenticated("The session has ended, or is none of this gateway's: log in again");
    static final Verdict NO_CODE = secondFactor(
            "totp_required",
            "The API key needs a second factor: a code in the header X-TOTP-Code, or a session token of POST /auth/login");
    static final Verdict NOT_ENROLLED = secondFactor(
            "totp_required",
            "This gateway takes no API key without a second factor, and this key has none yet: its operator enrols it");
    static final Verdict NO_SECOND_FACTOR = secondFactor(
            "totp_required",
            "This gateway takes no API key without a second factor, and a key of its configuration can't have one");
    static final Verdict NO_FACTOR = secondFactor(
            "totp_required", "A session needs a second factor, and this API key has none yet: its operator enrols it");
    static final Verdict NO_CODE_SENT =
            secondFactor("totp_required", "The API key needs a second factor: send a code as totp_code");
    static final Verdict TWO_CODES = new Verdict.Refusal(new GatewayError.InvalidRequest(
            "conflicting_credentials", null, "Two different codes were sent: send one"));
    static final Verdict WRONG_CODE =
            secondFactor("invalid_totp", "The code is wrong, or was used already: wait for the next one");
    static final Verdict EXPIRED = unauthenticated("The API key has expired");
    static final Verdict MAKER_GONE = unauthenticated(
            "The key that made this API key was deleted or switched off, or has expired; an administrator can take this one over");
    /** Of the one refusal that is no 401, though it is of a credential. */
    public static final String WRONG_ADDRESS_CODE = "ip_not_allowed";

    static final Verdict WRONG_ADDRESS = new Verdict.Refusal(
            new GatewayError.NotAllowed(WRONG_ADDRESS_CODE, null, "The API key may not be used from this address"));
    static final Verdict CONFLICT = new Verdict.Refusal(new GatewayError.InvalidRequest(
            "conflicting_credentials", null, "Two different API keys were sent: send one"));
    static final Verdict UNAVAILABLE = new Verdict.Refusal(
            new GatewayError.Unavailable("auth_unavailable", "The API key can't be looked up now; try again", 2));

    static final Verdict TOKEN_UNAVAILABLE = new Verdict.Refusal(
            new GatewayError.Unavailable("auth_unavailable", "The token can't be judged now; try again", 2));
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
                : verdict.equals(WRONG_ADDRESS)
                                || verdict instanceof Verdict.Refusal refusal
                                        && refusal.error().status() == 401
                        ? 2
                        : 3;
    }

    /** @param seconds until codes are looked at again */
    static Verdict locked(long seconds) {
        return new Verdict.Refusal(new GatewayError.SecondFactorLocked(
                "Too many wrong codes: no code is looked at for " + Math.max(1, seconds / 60) + " minutes",
                (int) Math.min(seconds, Integer.MAX_VALUE)));
    }

    private static Verdict secondFactor(String code, String message) {
        return new Verdict.Refusal(new GatewayError.Unauthenticated(code, message));
    }

    private static Verdict unauthenticated(String message) {
        return new Verdict.Refusal(new GatewayError.Unauthenticated("invalid_api_key", message));
    }
}
