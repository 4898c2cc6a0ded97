package dev.serai.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for a secret in tables: a hash under a key that this process alone knows. Nobody can choose what is compared, so that the
 * time it takes tells nothing, and a table holds no secrets. Pure functions, thread-safe.
 */
final class SecretHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(SecretHash::mac);
    private static final SecretKeySpec KEY = key();

    private SecretHash() {}

    static ByteBuffer of(String secret) {
        return ByteBuffer.wrap(MAC.get().doFinal(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static SecretKeySpec key() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
        }
    }
}
