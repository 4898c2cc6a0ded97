package dev.serai.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys of 32 bytes out of one secret, a key for each purpose: HKDF with SHA-256, whose first block is all that is needed.
 * The JDK has it from version 25 on alone. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869</a>
 */
final class Hkdf {
    private static final String ALGORITHM = "HmacSHA256";

    /** RFC 5869, section 2.2: where there is no salt, as many zeros as a hash has bytes. */
    private static final byte[] NO_SALT = new byte[32];

    private final byte[] pseudorandomKey;

    private Hkdf(byte[] pseudorandomKey) {
        this.pseudorandomKey = pseudorandomKey;
    }

    static Hkdf of(byte[] secret) {
        return of(secret, NO_SALT);
    }

    static Hkdf of(byte[] secret, byte[] salt) {
        return new Hkdf(mac(salt, secret));
    }

    byte[] expand(String purpose) {
        return expand(purpose.getBytes(StandardCharsets.UTF_8));
    }

    byte[] expand(byte[] purpose) {
        byte[] block = new byte[purpose.length + 1];
        System.arraycopy(purpose, 0, block, 0, purpose.length);
        block[purpose.length] = 1;
        return mac(pseudorandomKey, block);
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
        }
    }
}
