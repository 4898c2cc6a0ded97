package dev.serai.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that rows are sealed with, by their versions: new rows with the current one. Immutable, thread-safe.
 */
public final class ChainKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private static final String CONTENT = "serai audit content";

    private final int current;
    private final Map<Integer, SecretKeySpec> keys;

    /** @param keys 32 bytes each, the current one among them */
    public ChainKeys(int current, Map<Integer, byte[]> keys) {
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("There is no key " + current);
        }
        Map<Integer, SecretKeySpec> made = new HashMap<>();
        keys.forEach((version, key) -> made.put(version, new SecretKeySpec(key, ALGORITHM)));
        this.current = current;
        this.keys = Map.copyOf(made);
    }

    int current() {
        return current;
    }

    Set<Integer> versions() {
        return keys.keySet();
    }

    /** For one thread; null where that version's key is not there. */
    @Nullable
    Mac mac(int version) {
        SecretKeySpec key = keys.get(version);
        if (key == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
        }
    }

    /**
     * What texts that are kept beside the chain are sealed with. What a row is sealed for is longer than its purpose, so that no
     * row's hash is ever this key.
     *
     * @return 32 bytes, or null where that version's key is not there
     */
    byte @Nullable [] contentKey(int version) {
        Mac mac = mac(version);
        return mac == null ? null : mac.doFinal(CONTENT.getBytes(StandardCharsets.US_ASCII));
    }

    /** The versions alone. */
    @Override
    public String toString() {
        return "chain keys " + keys.keySet();
    }
}
