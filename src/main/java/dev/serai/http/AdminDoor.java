package dev.serai.http;

import dev.serai.auth.Gatekeeper;
import org.jspecify.annotations.Nullable;

/**
 * How the admin API is reached. Immutable.
 *
 * @param gatekeeper who may
 * @param listener where it listens by itself; null: where everything else does
 */
public record AdminDoor(Gatekeeper gatekeeper, @Nullable Address listener) {
    /**
     * @param host address or name to listen on
     * @param port 0 takes a free one
     * @param pem what it shows there; null: it speaks plain HTTP
     */
    public record Address(String host, int port, @Nullable PemFiles pem) {}
}
