package dev.serai.auth;

import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has changed of keys and teams: every change gets a version of its own, by which replicas see what they have to forget.
 * Blocks, for as long as the store lets it. Thread-safe.
 */
public final class KeyChanges {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int AT_ONCE = 1_000;

    private final Store store;
    private final Clock clock;

    /**
     * What has changed since a version.
     *
     * @param version the newest
     * @param ids of keys; null: more than can be told, or all of them
     * @param teams whose keys have all changed
     */
    public record Changes(long version, @Nullable Set<String> ids, Set<String> teams) {}

    private record Change(String id, @Nullable String team) {}

    KeyChanges(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The newest version. */
    public long version() {
        return store.read(KeyChanges::version);
    }

    /** What has changed after a version that was the newest once. */
    public Changes since(long known) {
        return store.read(statements -> {
            long newest = version(statements);
            if (newest == known) {
                return new Changes(newest, Set.of(), Set.of());
            }
            if (newest < known || newest - known > AT_ONCE) {
                return new Changes(newest, null, Set.of());
            }
            List<Change> changes = statements.query(
                    "SELECT key_id, team FROM key_changes WHERE version > ? AND version <= ?",
                    row -> new Change(row.getString(1), row.getString(2)),
                    known,
                    newest);
            // Those of long ago are no longer told one by one.
            return changes.size() == newest - known ? told(newest, changes) : new Changes(newest, null, Set.of());
        });
    }

    private static Changes told(long newest, List<Change> changes) {
        Set<String> ids = new HashSet<>();
        Set<String> teams = new HashSet<>();
        for (Change change : changes) {
            if (change.team() == null) {
                ids.add(change.id());
            } else {
                teams.add(change.team());
            }
        }
        return new Changes(newest, ids, teams);
    }

    private static long version(Statements statements) throws SQLException {
        return statements
                .one("SELECT version FROM key_version", row -> row.getLong(1))
                .orElseThrow(() -> new SQLException("key_version has lost its row"));
    }

    /** The next version is this key's. Until the transaction ends nobody else gets one. */
    void changed(Statements statements, String id) throws SQLException {
        note(statements, id, null);
    }

    /** The next version is that of all keys of this team. */
    void teamChanged(Statements statements, String team) throws SQLException {
        note(statements, "", team);
    }

    /** Nobody else changes a key until the transaction ends, and nothing is noted. */
    void hold(Statements statements) throws SQLException {
        statements.update("UPDATE key_version SET version = version");
    }

    private void note(Statements statements, String id, @Nullable String team) throws SQLException {
        statements.update("UPDATE key_version SET version = version + 1");
        statements.update(
                "INSERT INTO key_changes (version, key_id, team, changed_at) VALUES (?, ?, ?, ?)",
                version(statements),
                id,
                team,
                clock.millis());
    }

    /** Deletes what everybody has asked for long ago. */
    void tidy() {
        long longAgo = clock.millis() - KEPT.toMillis();
        store.write(statements -> statements.update("DELETE FROM key_changes WHERE changed_at < ?", longAgo));
    }
}
