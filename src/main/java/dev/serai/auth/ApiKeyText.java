package dev.serai.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;
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

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID = 12;
    private static final int SECRET = 43;
    private static final int CHECKSUM = 6;
    private static final int SECRET_AT = PREFIX.length() + ID + 1;
    private static final int CHECKSUM_AT = SECRET_AT + SECRET + 1;
    private static final int LENGTH = CHECKSUM_AT + CHECKSUM;

    /** A key that nobody has yet. */
    static ApiKeyText random(SecureRandom random) {
        StringBuilder text = new StringBuilder(LENGTH).append(PREFIX);
        append(text, random, ID).append('_');
        append(text, random, SECRET);
        return new ApiKeyText(
                text.substring(PREFIX.length(), PREFIX.length() + ID),
                text.append('_')
                        .append(checksum(text.substring(0, CHECKSUM_AT - 1)))
                        .toString());
    }

    /** The key that a text is, or null. */
    public static @Nullable ApiKeyText of(String text) {
        if (text.length() != LENGTH
                || !text.startsWith(PREFIX)
                || text.charAt(SECRET_AT - 1) != '_'
                || text.charAt(CHECKSUM_AT - 1) != '_'
                || !isPlain(text, PREFIX.length(), SECRET_AT - 1)
                || !isPlain(text, SECRET_AT, CHECKSUM_AT - 1)
                || !text.regionMatches(CHECKSUM_AT, checksum(text.substring(0, CHECKSUM_AT - 1)), 0, CHECKSUM)) {
            return null;
        }
        return new ApiKeyText(text.substring(PREFIX.length(), SECRET_AT - 1), text);
    }

    /** Letters and digits that nobody can guess. */
    static String characters(SecureRandom random, int length) {
        return append(new StringBuilder(length), random, length).toString();
    }

    private static StringBuilder append(StringBuilder text, SecureRandom random, int length) {
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text;
    }

    private static boolean isPlain(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM];
        long rest = crc.getValue();
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
