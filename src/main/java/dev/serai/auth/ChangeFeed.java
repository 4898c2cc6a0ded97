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
    private final Ring<HeldKey> keys;
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
        this.keys = new Ring<>("serai-keys", store::held, this::away, nanos);
        this.sessions = new Ring<>("serai-sessions", stored.sessions()::find, this::away, nanos);
    }

    Ring<HeldKey> keys() {
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
                forget(ids);
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

    /** Ids of keys and of sessions are drawn from one well. With a key goes what it made, and what that made. */
    void forget(Set<String> ids) {
        if (!ids.isEmpty()) {
            ids.forEach(keys::overtake);
            ids.forEach(sessions::overtake);
            keys.overtakeIf(key -> key.hangsOn(ids));
        }
    }

    private void forgetTeams(Set<String> teams) {
        if (!teams.isEmpty()) {
            keys.overtakeIf(held -> held.key().caller().team() != null
                    && teams.contains(held.key().caller().team()));
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
