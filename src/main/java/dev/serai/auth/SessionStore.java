package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditTrail;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of stored keys, for whoever looks after keys, and for their holders: they are listed and ended here, by the id
 * that is no secret; that one has ended every replica knows within five seconds. Each beginning and end is in the audit. Blocks, for
 * as long as the store lets it. Thread-safe.
 */
public final class SessionStore {
    private static final String ENDED = "session.ended";
    private static final String COLUMNS =
            "id, key_id, pepper_version, token_hash, created_at, expires_at, last_used_at, ip_address, user_agent";
    private static final String INSERT = "INSERT INTO sessions (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OVER = "expires_at < ? OR last_used_at < ?";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM sessions";

    /** After its end, in case a replica that served it could not yet say so. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Store store;
    private final Peppers peppers;
    private final KeyChanges changes;
    private final AuditTrail trail;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A session that has just begun: the one moment at which its token is known. */
    record Begun(SessionText text, Session session) {}

    SessionStore(Store store, Peppers peppers, KeyChanges changes, AuditTrail trail, Clock clock) {
        this.store = store;
        this.peppers = peppers;
        this.changes = changes;
        this.trail = trail;
        this.clock = clock;
    }

    /** Whether a token is that of a kept session. Takes as long where there is none. Asks no store. */
    boolean proves(@Nullable Session kept, SessionText text) {
        return peppers.proves(kept == null ? null : kept.hash(), text.text());
    }

    /**
     * Begins one, as a part of what proves that it may begin.
     *
     * @param before what its holder had until now and has no longer, or null
     */
    Begun begin(Statements statements, String keyId, @Nullable Session before, Session.Visitor visitor, Actor actor)
            throws SQLException {
        Instant now = clock.instant();
        boolean ended = before != null && delete(statements, before.id());
        Begun begun = insert(statements, keyId, now, now.plus(Session.LONGEST), visitor);
        if (before != null && ended) {
            audit(statements, ENDED, actor, before.id(), keyId);
        }
        audit(statements, "session.begun", actor, begun.session().id(), keyId);
        return begun;
    }

    /**
     * Puts another token in a session's place, which ends when it would have ended.
     *
     * @return empty if it has ended meanwhile: of those who come at once one has the new one
     */
    Optional<Begun> renew(Session before, Session.Visitor visitor, Actor actor) {
        return store.write(statements -> {
            if (!delete(statements, before.id())) {
                return Optional.empty();
            }
            Begun begun = insert(statements, before.keyId(), before.createdAt(), before.expiresAt(), visitor);
            Map<String, String> details = Map.of("key", before.keyId(), "replaced", before.id());
            audit(statements, "session.renewed", actor, begun.session().id(), details);
            return Optional.of(begun);
        });
    }

    private Begun insert(Statements statements, String keyId, Instant created, Instant expires, Session.Visitor visitor)
            throws SQLException {
        SessionText text = SessionText.random(random);
        KeyHash hash = peppers.hash(text.text());
        long now = clock.millis();
        statements.update(
                INSERT,
                text.id(),
                keyId,
                hash.pepperVersion(),
                hash.hash(),
                created.toEpochMilli(),
                expires.toEpochMilli(),
                now,
                visitor.address(),
                visitor.userAgent());
        Session session = new Session(
                text.id(),
                keyId,
                hash,
                Instant.ofEpochMilli(created.toEpochMilli()),
                Instant.ofEpochMilli(expires.toEpochMilli()),
                Instant.ofEpochMilli(now),
                visitor.address(),
                visitor.userAgent());
        return new Begun(text, session);
    }

    Optional<Session> find(String id) {
        return store.read(statements -> statements.one(SELECT + " WHERE id = ?", SessionStore::read, id));
    }

    /** Those of a key that have not ended, the newest first. */
    public List<Session> list(String keyId) {
        Instant now = clock.instant();
        return store
                .read(statements -> statements.query(
                        SELECT + " WHERE key_id = ? ORDER BY created_at DESC, id", SessionStore::read, keyId))
                .stream()
                .filter(session -> !session.over(now, 0))
                .toList();
    }

    /** Ends one. Whether the key had it. */
    public boolean end(String keyId, String id, Actor actor) {
        return store.write(statements -> {
            if (statements
                    .one("SELECT 1 FROM sessions WHERE id = ? AND key_id = ?", row -> row.getInt(1), id, keyId)
                    .isEmpty()) {
                return false;
            }
            // Whoever comes at the same time has waited for the one that came first.
            if (!delete(statements, id)) {
                return false;
            }
            audit(statements, ENDED, actor, id, keyId);
            return true;
        });
    }

    /** Ends all of a key. How many there were. */
    public int endAll(String keyId, Actor actor) {
        return store.write(statements -> {
            int ended = deleteAll(statements, changes, List.of(keyId));
            if (ended > 0) {
                trail.record(
                        statements,
                        AuditEvent.of(
                                clock.millis(),
                                "sessions.ended",
                                actor,
                                "key:" + keyId,
                                Map.of("sessions", Integer.toString(ended))));
            }
            return ended;
        });
    }

    /**
     * As a part of a change that sessions don't outlive.
     *
     * @param keyIds whose: of all keys that lose theirs in this transaction
     * @return how many there were
     */
    static int deleteAll(Statements statements, KeyChanges changes, List<String> keyIds) throws SQLException {
        changes.hold(statements); // Nobody begins one meanwhile.
        List<String> ids = statements.query(
                "SELECT id FROM sessions WHERE key_id IN (" + Statements.places(keyIds.size()) + ")",
                row -> row.getString(1),
                keyIds.toArray());
        List<@Nullable Object[]> rows = new ArrayList<>(ids.size());
        for (String id : inOrder(ids)) {
            changes.changed(statements, id);
            rows.add(new @Nullable Object[] {id});
        }
        return IntStream.of(statements.batch("DELETE FROM sessions WHERE id = ?", rows))
                .sum();
    }

    /**
     * The one order in which a transaction may write several sessions: of two that do it in different ones, PostgreSQL ends one. It is
     * not the database's, which has a language's.
     */
    private static List<String> inOrder(Collection<String> ids) {
        return ids.stream().sorted().toList();
    }

    private boolean delete(Statements statements, String id) throws SQLException {
        changes.changed(statements, id);
        return statements.update("DELETE FROM sessions WHERE id = ?", id) > 0;
    }

    private void audit(Statements statements, String action, Actor actor, String id, String keyId) throws SQLException {
        audit(statements, action, actor, id, Map.of("key", keyId));
    }

    private void audit(Statements statements, String action, Actor actor, String id, Map<String, String> details)
            throws SQLException {
        trail.record(statements, AuditEvent.of(clock.millis(), action, actor, "session:" + id, details));
    }

    /** Says when sessions were used last, unless somebody has said something later. */
    void used(Map<String, Long> times) {
        List<@Nullable Object[]> rows = new ArrayList<>(times.size());
        for (String id : inOrder(times.keySet())) {
            rows.add(new @Nullable Object[] {times.get(id), id, times.get(id)});
        }
        store.write(statements -> {
            statements.batch("UPDATE sessions SET last_used_at = ? WHERE id = ? AND last_used_at < ?", rows);
            return null;
        });
    }

    /** Deletes those that ended long ago by themselves. */
    void tidy() {
        long longAgo = clock.instant().minus(KEPT).toEpochMilli();
        long unused = longAgo - Session.IDLE.toMillis();
        store.write(statements -> {
            List<String> over =
                    statements.query("SELECT id FROM sessions WHERE " + OVER, row -> row.getString(1), longAgo, unused);
            List<@Nullable Object[]> rows = new ArrayList<>(over.size());
            for (String id : inOrder(over)) {
                rows.add(new @Nullable Object[] {id, longAgo, unused});
            }
            return statements.batch("DELETE FROM sessions WHERE id = ? AND (" + OVER + ")", rows);
        });
    }

    private static Session read(ResultSet row) throws SQLException {
        return new Session(
                row.getString("id"),
                row.getString("key_id"),
                new KeyHash(row.getInt("pepper_version"), row.getString("token_hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                Instant.ofEpochMilli(row.getLong("last_used_at")),
                row.getString("ip_address"),
                row.getString("user_agent"));
    }
}
