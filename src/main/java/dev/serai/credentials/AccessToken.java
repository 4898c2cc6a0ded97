package dev.serai.credentials;

import java.time.Duration;
import java.time.Instant;

/**
 * A token that was given for a credential. Immutable.
 *
 * @param value the secret itself
 * @param issued when it was given
 * @param expires after which the provider refuses it
 */
public record AccessToken(String value, Instant issued, Instant expires) {
    private static final Duration SAFELY_BEFORE = Duration.ofMinutes(5);

    /** When a new one is asked for in the background: at 80 % of its life, or five minutes before its end if that is earlier. */
    Instant refreshFrom() {
        Duration life = Duration.between(issued, expires);
        Instant mostOfIt = issued.plus(life.multipliedBy(4).dividedBy(5));
        Instant beforeEnd = expires.minus(SAFELY_BEFORE);
        return life.compareTo(SAFELY_BEFORE.multipliedBy(2)) > 0 && beforeEnd.isBefore(mostOfIt) ? beforeEnd : mostOfIt;
    }

    /** Not the record's own: a token has no place in a log. */
    @Override
    public String toString() {
        return "AccessToken[expires=" + expires + "]";
    }
}
