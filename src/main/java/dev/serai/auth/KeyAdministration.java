package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys as somebody who looks after them needs them: in pages, and changed in one step by whoever has seen them as they are.
 * Every change has its row of the audit in the same transaction: what can't be audited does not happen.
 * Blocks, for as long as the store lets it. Thread-safe.
 */
public final class KeyAdministration {
    private final Store store;
    private final KeyStore keys;
    private final KeyChanges changes;
    private final KeyAudit audit;

    /** What became of a key that was to be deleted. */
    public enum Deletion {
        DELETED,
        /** Somebody else was first, today or yesterday. */
        DELETED_BEFORE,
        UNKNOWN
    }

    private interface Record {
        void of(Statements statements, ApiKey key) throws SQLException;
    }

    public KeyAdministration(StoredKeys stored, Clock clock) {
        this.store = stored.store();
        this.keys = stored.keys();
        this.changes = stored.keys().changes();
        this.audit = new KeyAudit(stored.trail(), clock);
    }

    /** @param after where the last page ended; null: from the beginning */
    public KeyPage page(KeyPage.Filter filter, KeyPage.@Nullable Place after, int most) {
        List<ApiKey> found = prepared().read(statements -> KeyRow.page(statements, filter, after, most + 1));
        return new KeyPage(found.subList(0, Math.min(most, found.size())), found.size() > most);
    }

    public Optional<ApiKey> find(String id) {
        return prepared().read(statements -> KeyRow.find(statements, id));
    }

    /** Makes a key. Its text is in the answer, and nowhere else. */
    public MintedKey create(NewKey wanted, Actor actor) {
        prepared();
        return keys.create(wanted, actor);
    }

    /**
     * Changes a key as it is now: nobody else changes any meanwhile.
     *
     * @param change gives the key as it is to be, its id left as it is; what it throws ends the change, and nothing is changed
     * @return the key as it is then; empty if there is none
     */
    public Optional<ApiKey> change(String id, Actor actor, UnaryOperator<ApiKey> change) {
        return change(id, change, (statements, key) -> audit.edited(statements, actor, key));
    }

    /**
     * Switches a key on or off; as it is already is no fault.
     *
     * @param check sees the key before anything is done, and throws where it must not be
     */
    public Optional<ApiKey> enable(String id, boolean enabled, Actor actor, Consumer<ApiKey> check) {
        String action = enabled ? "key.enabled" : "key.disabled";
        return change(
                id,
                key -> {
                    check.accept(key);
                    return key.enabled(enabled);
                },
                (statements, key) -> audit.changed(statements, actor, action, key));
    }

    private Optional<ApiKey> change(String id, UnaryOperator<ApiKey> change, Record record) {
        return prepared().write(statements -> {
            if (KeyRow.find(statements, id).isEmpty()) {
                return Optional.empty();
            }
            // First of all: whoever else changes a key waits for it.
            changes.changed(statements, id);
            Optional<ApiKey> now = KeyRow.find(statements, id);
            if (now.isEmpty()) {
                return Optional.empty();
            }
            KeyRow.update(statements, change.apply(now.get()));
            Optional<ApiKey> changed = KeyRow.find(statements, id);
            if (changed.isPresent()) {
                record.of(statements, changed.get());
            }
            return changed;
        });
    }

    /** @param check sees the key before anything is done, and throws where it must not be */
    public Optional<MintedKey> rotate(String id, Duration overlap, Actor actor, Consumer<ApiKey> check) {
        prepared();
        return keys.rotate(id, overlap, actor, check);
    }

    /** @param check sees the key before anything is done, and throws where it must not be */
    public Deletion delete(String id, Actor actor, Consumer<ApiKey> check) {
        return prepared().write(statements -> {
            if (KeyRow.find(statements, id).isPresent()) {
                changes.changed(statements, id);
                Optional<ApiKey> now = KeyRow.find(statements, id);
                if (now.isPresent()) {
                    check.accept(now.get());
                    statements.update("DELETE FROM api_keys WHERE id = ?", id);
                    SecondFactors.deleteUnused(statements);
                    audit.changed(statements, actor, "key.deleted", now.get());
                    return Deletion.DELETED;
                }
                return Deletion.DELETED_BEFORE;
            }
            return statements
                            .one("SELECT 1 FROM key_changes WHERE key_id = ? LIMIT 1", row -> row.getInt(1), id)
                            .isPresent()
                    ? Deletion.DELETED_BEFORE
                    : Deletion.UNKNOWN;
        });
    }

    /** Whether there is a key that may do everything. */
    public boolean anyAdmin() {
        return prepared().read(KeyRow::anyAdmin);
    }

    private Store prepared() {
        store.prepare();
        return store;
    }
}
