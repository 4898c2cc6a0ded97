package dev.serai.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are configuration, and whose they are. It holds hashes under a key that this process alone knows: nobody can
 * choose what is compared, and so the time that it takes tells nothing. Immutable.
 */
final class SecretTable {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(SecretTable::mac);
    private static final SecretKeySpec KEY = key();

    private final Map<ByteBuffer, Caller> callers;

    SecretTable(Map<String, Caller> bySecret) {
        Map<ByteBuffer, Caller> hashed = new HashMap<>();
        bySecret.forEach((secret, caller) -> hashed.put(hash(secret), caller));
        this.callers = Map.copyOf(hashed);
    }

    @Nullable
    Caller find(String secret) {
        return callers.isEmpty() ? null : callers.get(hash(secret));
    }

    boolean isEmpty() {
        return callers.isEmpty();
    }

    private static ByteBuffer hash(String secret) {
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
