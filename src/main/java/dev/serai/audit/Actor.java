package dev.serai.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who did something. Immutable.
 *
 * @param name {@code key:ID}, {@code command-line:USER}, {@code gateway}, or {@code nobody}
 * @param address from where, or null
 * @param requestId of the request by which it was done, or null
 */
public record Actor(
        String name, @Nullable String address, @Nullable String requestId) {
    /** The name of the variable in which the road carries whoever sent a request that was let in. */
    public static final String VARIABLE = "actor";

    /** The gateway itself, unasked. */
    public static final Actor GATEWAY = new Actor("gateway", null, null);

    /** The holder of a key, or whoever has its id otherwise: a service account, a user. */
    public static Actor ofKey(String id, @Nullable String address, @Nullable String requestId) {
        return new Actor("key:" + id, address, requestId);
    }

    /** Who did not say, or not prove, who it is. */
    public static Actor nobody(@Nullable String address, @Nullable String requestId) {
        return new Actor("nobody", address, requestId);
    }

    /** Whoever has a shell beside the store: the user of the operating system. */
    public static Actor commandLine() {
        return new Actor("command-line:" + System.getProperty("user.name", "unknown"), null, null);
    }
}
