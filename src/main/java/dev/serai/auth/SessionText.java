package dev.serai.auth;

import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session token as its holder has it: {@code srs_live_<id>_<secret>_<checksum>}, as a {@link ApiKeyText key} is written. Immutable.
 *
 * @param id public: it may be shown, logged and looked up
 * @param text the whole, secret
 */
public record SessionText(String id, String text) {
    /** What every session token begins with. */
    public static final String PREFIX = "srs_live_";

    private static final SecretText FORM = new SecretText(PREFIX);

    /** A token that nobody has yet. */
    static SessionText random(SecureRandom random) {
        return Objects.requireNonNull(of(FORM.random(random)));
    }

    /** The token that a text is, or null. */
    public static @Nullable SessionText of(String text) {
        String id = FORM.id(text);
        return id == null ? null : new SessionText(id, text);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
