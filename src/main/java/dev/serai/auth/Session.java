package dev.serai.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * What somebody has who has logged in, as it is kept: everything but its secret. It is as good as the key and its second factor, and
 * ends with the key. Immutable.
 *
 * @param keyId of the key that it stands for
 * @param createdAt when its holder logged in, with the first of its tokens
 * @param expiresAt when it ends, used or not
 * @param lastUsedAt some seconds old where other replicas serve it, too
 * @param address from where its holder logged in
 * @param userAgent with what
 */
public record Session(
        String id,
        String keyId,
        KeyHash hash,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        String address,
        String userAgent) {
    /** How long it lasts, used or not. */
    public static final Duration LONGEST = Duration.ofHours(12);

    /** How long it lasts unused. */
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** Who logs in, and how: from where, and with what as it says. */
    public record Visitor(String address, String userAgent) {
        private static final int LONGEST_TEXT = 200;

        public Visitor {
            userAgent = userAgent.length() > LONGEST_TEXT ? userAgent.substring(0, LONGEST_TEXT) : userAgent;
        }
    }

    /** @param used when it was used last as far as this replica knows, in milliseconds since 1970; 0: never here */
    boolean over(Instant now, long used) {
        return !now.isBefore(expiresAt)
                || now.toEpochMilli() - Math.max(used, lastUsedAt.toEpochMilli()) >= IDLE.toMillis();
    }
}
