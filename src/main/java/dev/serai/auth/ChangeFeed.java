package dev.serai.auth;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store every two seconds what has changed, keys and sessions alike, and has it forgotten: so what is revoked on one
 * replica is refused on all within five seconds. {@link #poll} is for one thread; the rest is thread-safe.
 */
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final long NEVER = -1;

    private final KeyStore store;
    private final Ring<ApiKey> keys;
    private final Ring<Session> sessions;
    private final LongSupplier nanos;
    private long version = NEVER;
    private volatile boolean away;
    private volatile boolean seen;
    private volatile long lastSeen;

    /** @param nanos {@link System#nanoTime} */
    ChangeFeed(StoredKeys stored, LongSupplier nanos) {
        this.store = stored.keys();
        this.nanos = nanos;
        this.keys = new Ring<>("serai-keys", store::find, this::away, nanos);
        this.sessions = new Ring<>("serai-sessions", stored.sessions()::find, this::away, nanos);
    }

    Ring<ApiKey> keys() {
        return keys;
    }

    Ring<Session> sessions() {
        return sessions;
    }

    /** Whether the store did not answer when it was asked last. */
    boolean away() {
        return away;
    }

    /** Whether the store has been there within the time for which known keys go on. */
    boolean usable() {
        return seen && nanos.getAsLong() - lastSeen < Ring.GRACE;
    }

    /** Asks what has changed, and has it forgotten. Blocks. */
    void poll() {
        try {
            store.prepare();
            if (version == NEVER) {
                version = store.changes().version();
                forgetAll();
            }
            KeyChanges.Changes changes = store.changes().since(version);
            Set<String> ids = changes.ids();
            if (ids == null) {
                forgetAll();
            } else {
                ids.forEach(this::forget);
                forgetTeams(changes.teams());
            }
            version = changes.version();
            if (away) {
                LOG.info("the key store is back");
            }
            away = false;
            lastSeen = nanos.getAsLong();
            seen = true;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn(
                        "the key store is away; known keys go on for {} minutes: {}",
                        TimeUnit.NANOSECONDS.toMinutes(Ring.GRACE),
                        e.getMessage());
            }
            away = true;
        }
    }

    /** Ids of keys and of sessions are drawn from one well. */
    private void forget(String id) {
        keys.overtake(id);
        sessions.overtake(id);
    }

    private void forgetTeams(Set<String> teams) {
        if (!teams.isEmpty()) {
            keys.overtakeIf(key ->
                    key.caller().team() != null && teams.contains(key.caller().team()));
        }
    }

    private void forgetAll() {
        keys.overtakeAll();
        sessions.overtakeAll();
    }

    void close() {
        keys.close();
        sessions.close();
    }
}
