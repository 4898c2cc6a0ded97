package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditTrail;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that can be made, changed and revoked while the gateway runs. Every change gets a version of its own, by which
 * replicas see what they have to forget, and a row of the audit: what can't be audited does not happen. Blocks, for as long as
 * the store lets it. Thread-safe.
 */
public final class KeyStore {
    private static final Duration CHANGES_KEPT = Duration.ofDays(1);
    private static final int CHANGES_AT_ONCE = 1_000;

    private final Store store;
    private final Peppers peppers;
    private final KeyAudit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * What has changed since a version.
     *
     * @param version the newest
     * @param ids of keys; null: more than can be told, or all of them
     */
    public record Changes(long version, @Nullable Set<String> ids) {}

    public KeyStore(Store store, Peppers peppers, AuditTrail trail, Clock clock) {
        this.store = store;
        this.peppers = peppers;
        this.audit = new KeyAudit(trail, clock);
        this.clock = clock;
    }

    /** Brings the store's schema up to date, once. */
    void prepare() {
        store.prepare();
    }

    /** Whether a text is that of a kept key. Takes as long where there is none. Asks no store. */
    boolean proves(@Nullable ApiKey kept, ApiKeyText text) {
        return peppers.proves(kept == null ? null : kept.hash(), text);
    }

    /** Makes a key. Its text is in the answer, and nowhere else. */
    public MintedKey create(NewKey wanted, Actor actor) {
        return store.write(statements -> {
            MintedKey minted = create(statements, wanted);
            audit.created(statements, actor, minted.key());
            return minted;
        });
    }

    private MintedKey create(Statements statements, NewKey wanted) throws SQLException {
        ApiKeyText text = ApiKeyText.random(random);
        Caller caller = new Caller(
                text.id(),
                wanted.name(),
                wanted.owner(),
                wanted.team(),
                wanted.roles(),
                wanted.permissions(),
                wanted.models(),
                wanted.providers());
        ApiKey key = new ApiKey(
                caller,
                peppers.hash(text),
                true,
                wanted.addresses(),
                wanted.metadata(),
                Instant.ofEpochMilli(clock.millis()),
                wanted.expiresAt(),
                null);
        changed(statements, key.id());
        KeyRow.insert(statements, key);
        return new MintedKey(text, key);
    }

    public Optional<ApiKey> find(String id) {
        return store.read(statements -> KeyRow.find(statements, id));
    }

    /** All keys, the oldest first. */
    public List<ApiKey> list() {
        return store.read(KeyRow::all);
    }

    public boolean isEmpty() {
        return store.read(KeyRow::none);
    }

    /**
     * Makes a key that may what another may, and lets the other live for a while.
     *
     * @param overlap how long both are good; no longer than the old one would have been
     * @return empty if there is no such key
     */
    public Optional<MintedKey> rotate(String id, Duration overlap, Actor actor) {
        return store.write(statements -> {
            Optional<ApiKey> found = KeyRow.find(statements, id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ApiKey old = found.get();
            MintedKey minted = create(statements, likeIt(old));
            Instant end = clock.instant().plus(overlap);
            Instant before = old.expiresAt();
            long expires = (before != null && before.isBefore(end) ? before : end).toEpochMilli();
            changed(statements, id);
            statements.update(
                    "UPDATE api_keys SET expires_at = ?, rotated_to = ? WHERE id = ?",
                    expires,
                    minted.key().id(),
                    id);
            audit.rotated(statements, actor, old, minted.key(), Instant.ofEpochMilli(expires));
            return Optional.of(minted);
        });
    }

    private static NewKey likeIt(ApiKey old) {
        Caller caller = old.caller();
        return new NewKey(
                caller.name(),
                caller.owner(),
                caller.team(),
                caller.roles(),
                caller.permissions(),
                caller.models(),
                caller.providers(),
                old.addresses(),
                old.metadata(),
                old.expiresAt());
    }

    /** Whether there was such a key. */
    public boolean enable(String id, boolean enabled, Actor actor) {
        return change(
                id,
                enabled ? "key.enabled" : "key.disabled",
                actor,
                statements -> statements.update("UPDATE api_keys SET enabled = ? WHERE id = ?", enabled, id));
    }

    /** Whether there was such a key. */
    public boolean delete(String id, Actor actor) {
        return change(
                id, "key.deleted", actor, statements -> statements.update("DELETE FROM api_keys WHERE id = ?", id));
    }

    private boolean change(String id, String action, Actor actor, Store.Work<Integer> work) {
        return store.write(statements -> {
            changed(statements, id);
            Optional<ApiKey> key = KeyRow.find(statements, id);
            if (key.isEmpty()) {
                return false;
            }
            work.with(statements);
            audit.changed(statements, actor, action, key.get());
            return true;
        });
    }

    /** The newest version. */
    public long version() {
        return store.read(KeyStore::version);
    }

    /** What has changed after a version that was the newest once. */
    public Changes changesSince(long known) {
        return store.read(statements -> {
            long newest = version(statements);
            if (newest == known) {
                return new Changes(newest, Set.of());
            }
            if (newest < known || newest - known > CHANGES_AT_ONCE) {
                return new Changes(newest, null);
            }
            List<String> ids = statements.query(
                    "SELECT key_id FROM key_changes WHERE version > ? AND version <= ?",
                    row -> row.getString(1),
                    known,
                    newest);
            // Those of long ago are no longer told one by one.
            return new Changes(newest, ids.size() == newest - known ? new HashSet<>(ids) : null);
        });
    }

    private static long version(Statements statements) throws SQLException {
        return statements
                .one("SELECT version FROM key_version", row -> row.getLong(1))
                .orElseThrow(() -> new SQLException("key_version has lost its row"));
    }

    /** The next version is this key's. Until the transaction ends nobody else gets one. */
    private void changed(Statements statements, String id) throws SQLException {
        statements.update("UPDATE key_version SET version = version + 1");
        long now = clock.millis();
        statements.update(
                "INSERT INTO key_changes (version, key_id, changed_at) VALUES (?, ?, ?)", version(statements), id, now);
        statements.update("DELETE FROM key_changes WHERE changed_at < ?", now - CHANGES_KEPT.toMillis());
    }
}
