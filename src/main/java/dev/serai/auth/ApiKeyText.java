package dev.serai.auth;

import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key as its holder has it: {@code srk_live_<id>_<secret>_<checksum>}, letters and digits. The secret has 256 bits; the
 * checksum finds a typo without asking the store, and a key in a place where none should be. Immutable.
 *
 * @param id public: it may be shown, logged and looked up
 * @param text the whole, secret
 */
public record ApiKeyText(String id, String text) {
    /** What every key begins with. */
    public static final String PREFIX = "srk_live_";

    private static final SecretText FORM = new SecretText(PREFIX);

    /** A key that nobody has yet. */
    static ApiKeyText random(SecureRandom random) {
        return Objects.requireNonNull(of(FORM.random(random)));
    }

    /** The key that a text is, or null. */
    public static @Nullable ApiKeyText of(String text) {
        String id = FORM.id(text);
        return id == null ? null : new ApiKeyText(id, text);
    }

    /** Whether a text is written as the ids of stored keys are; those of all other callers are not. */
    public static boolean isId(String text) {
        return SecretText.isId(text);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
