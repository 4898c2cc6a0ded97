package dev.serai.auth;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Which keys may be rotated, and until when what takes their place is good. Stateless. */
final class Rotations {
    private Rotations() {}

    /**
     * What a key like another is to be: that one as it is, and for as long as it was good before it was rotated. A key in its
     * overlap ends with that; how long it was good, the key that took its place says.
     *
     * <p>A key of no use makes none that is of use: what was taken back would be given out again.
     *
     * @throws GatewayException 409 {@code key_disabled}, {@code key_expired} where it is so, or the key that took its place is;
     *     {@code key_rotated} where that one is gone
     */
    static ApiKey likeOf(Statements statements, ApiKey key, Instant now) throws SQLException {
        check(key, "It", now);
        ApiKey last = key;
        for (String next = key.rotatedTo(); next != null; next = last.rotatedTo()) {
            Optional<ApiKey> found = KeyRow.find(statements, next);
            if (found.isEmpty()) {
                throw refused(
                        "key_rotated",
                        "It has been rotated, and with the key that took its place, " + next
                                + ", it is gone how long one like it would be good: make another");
            }
            last = found.get();
            check(last, "It has been rotated, and the key that took its place, " + next + ",", now);
        }
        return last == key ? key : key.until(last.expiresAt());
    }

    private static void check(ApiKey key, String what, Instant now) {
        if (!key.enabled()) {
            throw refused(
                    "key_disabled",
                    what + " is disabled, and a key like it would be good: enable it first, or make another");
        }
        if (key.expired(now)) {
            throw refused(
                    "key_expired",
                    what + " has expired, and so would a key like it: set expires_at first, or make another");
        }
    }

    private static GatewayException refused(String code, String message) {
        return new GatewayException(new GatewayError.InvalidRequest(409, code, null, message));
    }
}
