package dev.serai.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How secrets of ours are written: {@code <prefix><id>_<secret>_<checksum>}, letters and digits. The secret has 256 bits; the
 * checksum finds a typo without asking the store, and a secret in a place where none should be. Immutable.
 */
final class SecretText {
    /** Characters of an id. */
    static final int ID = 12;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SECRET = 43;
    private static final int CHECKSUM = 6;

    private final String prefix;
    private final int secretAt;
    private final int checksumAt;
    private final int length;

    SecretText(String prefix) {
        this.prefix = prefix;
        this.secretAt = prefix.length() + ID + 1;
        this.checksumAt = secretAt + SECRET + 1;
        this.length = checksumAt + CHECKSUM;
    }

    /** Letters and digits that nobody can guess. */
    static String characters(SecureRandom random, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** One that nobody has yet. */
    String random(SecureRandom random) {
        String body = prefix + characters(random, ID) + '_' + characters(random, SECRET);
        return body + '_' + checksum(body);
    }

    /** The id in it; null if the text is none of these. */
    @Nullable
    String id(String text) {
        if (text.length() != length
                || !text.startsWith(prefix)
                || text.charAt(secretAt - 1) != '_'
                || text.charAt(checksumAt - 1) != '_'
                || !isPlain(text, prefix.length(), secretAt - 1)
                || !isPlain(text, secretAt, checksumAt - 1)
                || !text.regionMatches(checksumAt, checksum(text.substring(0, checksumAt - 1)), 0, CHECKSUM)) {
            return null;
        }
        return text.substring(prefix.length(), secretAt - 1);
    }

    /** Whether a text is written as an id is. */
    static boolean isId(String text) {
        return text.length() == ID && isPlain(text, 0, ID);
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
}
