package dev.serai.auth;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets that are configuration, and whose they are; it holds their hashes alone. Immutable. */
final class SecretTable {
    private final Map<ByteBuffer, Caller> callers;

    SecretTable(Map<String, Caller> bySecret) {
        Map<ByteBuffer, Caller> hashed = new HashMap<>();
        bySecret.forEach((secret, caller) -> hashed.put(SecretHash.of(secret), caller));
        this.callers = Map.copyOf(hashed);
    }

    @Nullable
    Caller find(String secret) {
        return callers.isEmpty() ? null : callers.get(SecretHash.of(secret));
    }

    boolean isEmpty() {
        return callers.isEmpty();
    }
}
