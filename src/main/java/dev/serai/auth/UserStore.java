package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditTrail;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owners of keys. They are what the keys say, and nothing is kept of them beside that: who somebody is an identity provider
 * knows. Blocks, for as long as the store lets it. Thread-safe.
 */
public final class UserStore {
    private static final int ALL = Integer.MAX_VALUE;

    private final Store store;
    private final KeyChanges changes;
    private final KeyAudit keyAudit;
    private final AuditTrail trail;
    private final Clock clock;

    UserStore(Store store, KeyChanges changes, AuditTrail trail, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.keyAudit = new KeyAudit(trail, clock);
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * What became of a user's keys.
     *
     * @param keys the ids of those that were switched off by this
     * @param sessions how many were ended
     * @param stopped how many keys of others stop with them: what they made
     */
    public record Disabled(User user, Set<String> keys, int sessions, int stopped) {
        public Disabled {
            keys = Set.copyOf(keys);
        }
    }

    /**
     * Some of the users, by their names.
     *
     * @param team whose keys they have; null: of any, or of none
     * @param after the name that the last page ended with; null: from the beginning
     */
    public List<User> page(@Nullable String team, @Nullable String after, int most) {
        return store.read(statements -> {
            StringBuilder sql = new StringBuilder("SELECT DISTINCT owner FROM api_keys WHERE owner IS NOT NULL");
            List<@Nullable Object> values = new ArrayList<>();
            if (team != null) {
                sql.append(" AND owner IN (SELECT owner FROM api_keys WHERE team = ?)");
                values.add(team);
            }
            if (after != null) {
                sql.append(" AND owner > ?");
                values.add(after);
            }
            values.add(most);
            List<User> users = new ArrayList<>();
            for (String name : statements.query(
                    sql.append(" ORDER BY owner LIMIT ?").toString(), row -> row.getString(1), values.toArray())) {
                users.add(user(statements, name, keys(statements, name)));
            }
            return users;
        });
    }

    /** One of them; empty: nobody owns a key by this name. */
    public Optional<User> find(String name) {
        return store.read(statements -> {
            List<ApiKey> keys = keys(statements, name);
            return keys.isEmpty() ? Optional.empty() : Optional.of(user(statements, name, keys));
        });
    }

    /**
     * Switches off all keys of a user and ends what was begun with them: all of it, or nothing. Keys that are off stay so.
     *
     * @param check sees each key before anything is done, and throws where it must not be
     * @return empty: nobody owns a key by this name
     */
    public Optional<Disabled> disable(String name, Actor actor, Consumer<ApiKey> check) {
        return store.write(statements -> {
            // Before the keys are looked at: nobody makes or changes one meanwhile.
            changes.hold(statements);
            List<ApiKey> keys = keys(statements, name);
            if (keys.isEmpty()) {
                return Optional.empty();
            }
            keys.forEach(check);
            Set<String> disabled = new TreeSet<>();
            int sessions = 0;
            int stopped = 0;
            for (ApiKey key : keys) {
                stopped += (int) KeyRow.madeBy(statements, key.id()).stream()
                        .filter(made -> !name.equals(made.caller().owner()) && !made.expired(clock.instant()))
                        .count();
                sessions += SessionStore.deleteAll(statements, changes, key.id());
                if (key.enabled()) {
                    changes.changed(statements, key.id());
                    KeyRow.update(statements, key.enabled(false));
                    keyAudit.changed(statements, actor, KeyAudit.DISABLED, key);
                    disabled.add(key.id());
                }
            }
            trail.record(
                    statements,
                    AuditEvent.of(
                            clock.millis(),
                            "user.disabled",
                            actor,
                            "user:" + name,
                            Map.of("keys", Integer.toString(disabled.size()), "sessions", Integer.toString(sessions))));
            return Optional.of(
                    new Disabled(user(statements, name, keys(statements, name)), disabled, sessions, stopped));
        });
    }

    private static List<ApiKey> keys(Statements statements, String owner) throws SQLException {
        return KeyRow.page(statements, new KeyPage.Filter(null, owner, null, null, null), null, ALL);
    }

    private User user(Statements statements, String name, List<ApiKey> keys) throws SQLException {
        Instant now = clock.instant();
        int sessions = statements
                .one(
                        "SELECT COUNT(*) FROM sessions s JOIN api_keys k ON k.id = s.key_id"
                                + " WHERE k.owner = ? AND s.expires_at > ? AND s.last_used_at > ?",
                        row -> row.getInt(1),
                        name,
                        now.toEpochMilli(),
                        now.minus(Session.IDLE).toEpochMilli())
                .orElse(0);
        return User.of(name, keys, sessions, now);
    }
}
