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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The owners of keys. They are what the keys say, and nothing is kept of them beside that: who somebody is an identity provider
 * knows. Blocks, for as long as the store lets it. Thread-safe.
 */
public final class UserStore {
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
            List<String> names = statements.query(
                    sql.append(" ORDER BY owner LIMIT ?").toString(), row -> row.getString(1), values.toArray());
            return users(statements, names);
        });
    }

    /** One of them; empty: nobody owns a key by this name. */
    public Optional<User> find(String name) {
        return store.read(
                statements -> users(statements, List.of(name)).stream().findFirst());
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
            List<ApiKey> keys = KeyRow.ofOwners(statements, List.of(name));
            if (keys.isEmpty()) {
                return Optional.empty();
            }
            keys.forEach(check);
            Set<String> disabled = new TreeSet<>();
            int sessions = SessionStore.deleteAll(
                    statements, changes, keys.stream().map(ApiKey::id).toList());
            int stopped = 0;
            for (ApiKey key : keys) {
                stopped += (int) KeyRow.madeBy(statements, key.id()).stream()
                        .filter(made -> !name.equals(made.caller().owner()) && !made.expired(clock.instant()))
                        .count();
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
            User user = users(statements, List.of(name)).get(0);
            return Optional.of(new Disabled(user, disabled, sessions, stopped));
        });
    }

    /** Those of the names that own a key, in their order. */
    private List<User> users(Statements statements, List<String> names) throws SQLException {
        Map<String, List<ApiKey>> keys = KeyRow.ofOwners(statements, names).stream()
                .collect(
                        Collectors.groupingBy(key -> String.valueOf(key.caller().owner())));
        Map<String, Integer> sessions = sessions(statements, names);
        Instant now = clock.instant();
        return names.stream()
                .filter(keys::containsKey)
                .map(name -> User.of(name, keys.getOrDefault(name, List.of()), sessions.getOrDefault(name, 0), now))
                .toList();
    }

    /** How many that have not ended each has begun; nothing of who has begun none. */
    private Map<String, Integer> sessions(Statements statements, List<String> owners) throws SQLException {
        if (owners.isEmpty()) {
            return Map.of();
        }
        Instant now = clock.instant();
        List<@Nullable Object> values = new ArrayList<>(owners);
        values.add(now.toEpochMilli());
        values.add(now.minus(Session.IDLE).toEpochMilli());
        Map<String, Integer> sessions = new HashMap<>();
        statements.query(
                "SELECT k.owner, COUNT(*) FROM sessions s JOIN api_keys k ON k.id = s.key_id WHERE k.owner IN ("
                        + Statements.places(owners.size())
                        + ") AND s.expires_at > ? AND s.last_used_at > ? GROUP BY k.owner",
                row -> sessions.put(row.getString(1), row.getInt(2)),
                values.toArray());
        return sessions;
    }
}
