package dev.serai.fakes;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;

/**
 * RSA keys for tests, of which a JVM makes but a few: to look for their primes takes longer than most tests. Thread-safe.
 */
public final class RsaKeys {
    private static final int BITS = 2048;
    private static final int MANY = 8;
    private static final List<KeyPair> MADE = new ArrayList<>();
    private static int given;

    private RsaKeys() {}

    /** One of 2048 bits; as one of the seven before it, it is never given. */
    public static synchronized KeyPair next() {
        if (MADE.size() < MANY) {
            MADE.add(made(BITS));
        }
        return MADE.get(given++ % MANY);
    }

    /** A new one of any length. */
    static KeyPair made(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
