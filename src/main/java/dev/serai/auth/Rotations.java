package dev.serai.auth;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.time.Instant;

/** Which keys may be rotated. Stateless. */
final class Rotations {
    private Rotations() {}

    /**
     * A key of no use makes none that is of use: what was taken back would be given out again.
     *
     * @throws GatewayException 409 {@code key_disabled}, {@code key_expired}
     */
    static void check(ApiKey key, Instant now) {
        if (!key.enabled()) {
            throw refused(
                    "key_disabled",
                    "It is disabled, and a key like it would be good: enable it first, or make another");
        }
        if (key.expired(now)) {
            throw refused(
                    "key_expired", "It has expired, and so would a key like it: set expires_at first, or make another");
        }
    }

    private static GatewayException refused(String code, String message) {
        return new GatewayException(new GatewayError.InvalidRequest(409, code, null, message));
    }
}
