package dev.serai.auth;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store every two seconds what has changed, keys and sessions alike, and has it forgotten: so what is revoked on one
 * replica is refused on all within five seconds. Where the store is away from the start on, the keys of an earlier process' snapshot go
 * on, until it is there. {@link #poll} is for one thread; the rest is thread-safe.
 */
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final long NEVER = -1;

    private final KeyStore store;
    private final Ring<HeldKey> keys;
    private final Ring<Session> sessions;
    private final @Nullable KeySnapshotFile snapshot;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Object remembering = new Object();
    private long version = NEVER;
    private boolean remembered;
    private volatile boolean away;
    private volatile boolean seen;
    private volatile long lastSeen;
    private volatile @Nullable Instant confirmedAt;

    /**
     * @param snapshot of an earlier process; null: none is kept
     * @param nanos {@link System#nanoTime}
     */
    ChangeFeed(StoredKeys stored, @Nullable KeySnapshotFile snapshot, Clock clock, LongSupplier nanos) {
        this.store = stored.keys();
        this.snapshot = snapshot;
        this.clock = clock;
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

    /** When the store said last what has changed, which was forgotten then; null: not to this process. */
    @Nullable
    Instant confirmedAt() {
        return confirmedAt;
    }

    /** Asks what has changed, and has it forgotten. Blocks. */
    void poll() {
        Instant asked = clock.instant();
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
            confirmedAt = asked;
            seen = true;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn(
                        "the key store is away; known keys go on for {} minutes: {}",
                        TimeUnit.NANOSECONDS.toMinutes(Ring.GRACE),
                        e.getMessage());
            }
            away = true;
            remember();
        }
    }

    /** Once, and only if the store has not been there: after it nothing is known better. */
    private void remember() {
        synchronized (remembering) {
            if (snapshot == null || remembered || version != NEVER) {
                return;
            }
            remembered = true;
            try {
                Optional<KeySnapshot> found = snapshot.read(clock.instant());
                if (found.isEmpty()) {
                    LOG.info(
                            "there is no snapshot of keys {}: keys of the store are not known until it is there",
                            snapshot);
                } else {
                    remember(found.get());
                }
            } catch (IOException e) {
                LOG.warn(
                        "the snapshot of keys {} is of no use, and keys of the store are not known until it is there: {}",
                        snapshot,
                        // Those of the file system name the file alone.
                        e instanceof FileSystemException ? e.toString() : e.getMessage());
            }
        }
    }

    private void remember(KeySnapshot found) {
        Instant now = clock.instant();
        for (KeySnapshot.Entry entry : found.keys()) {
            keys.restore(entry.key().id(), entry.key(), KeySnapshotFile.nanosSince(entry.lookedUpAt(), now));
        }
        long good = found.keys().stream().filter(entry -> entry.key().good(now)).count();
        LOG.info(
                "{} keys are known by the snapshot {}, and go on until {} unless the store is back before",
                good,
                snapshot,
                found.confirmedAt().plus(KeySnapshotFile.LONGEST_AGE));
        if (good > 0) {
            lastSeen = nanos.getAsLong() - KeySnapshotFile.nanosSince(found.confirmedAt(), now);
            seen = true;
        }
    }

    /** Ids of keys and of sessions are drawn from one well. With a key goes what it made, and what that made. */
    void forget(Set<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        synchronized (remembering) {
            // Who has changed one has been told so by the store.
            remembered = true;
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
