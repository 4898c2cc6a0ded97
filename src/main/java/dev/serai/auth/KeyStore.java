package dev.serai.auth;

import dev.serai.allowances.Allowance;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditTrail;
import dev.serai.errors.GatewayException;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that can be made, changed and revoked while the gateway runs. Every change gets a version of its own, by which
 * replicas see what they have to forget, and a row of the audit: what can't be audited does not happen. Blocks, for as long as
 * the store lets it. Thread-safe.
 */
public final class KeyStore {
    /** For so long a key and the one that takes its place may both be good, at the most. */
    public static final Duration LONGEST_OVERLAP = Duration.ofDays(365);

    private final Store store;
    private final Peppers peppers;
    private final KeyAudit audit;
    private final Clock clock;
    private final KeyChanges changes;
    private final SecureRandom random = new SecureRandom();

    public KeyStore(Store store, Peppers peppers, AuditTrail trail, Clock clock) {
        this.store = store;
        this.peppers = peppers;
        this.audit = new KeyAudit(trail, clock);
        this.clock = clock;
        this.changes = new KeyChanges(store, clock);
    }

    /** What has changed, for whoever keeps keys in memory. */
    KeyChanges changes() {
        return changes;
    }

    /** Brings the store's schema up to date, once. */
    void prepare() {
        store.prepare();
    }

    /** Whether a text is that of a kept key. Takes as long where there is none. Asks no store. */
    boolean proves(@Nullable ApiKey kept, ApiKeyText text) {
        return peppers.proves(kept == null ? null : kept.hash(), text);
    }

    /** Makes a key for which nobody else answers. Its text is in the answer, and nowhere else. */
    public MintedKey create(NewKey wanted, Actor actor) {
        return create(wanted, null, actor);
    }

    /** @param maker the id of whoever makes it, see {@link ApiKey#madeBy}; null: the command line */
    MintedKey create(NewKey wanted, @Nullable String maker, Actor actor) {
        return store.write(statements -> {
            // Before the maker is looked at: nobody changes it meanwhile.
            changes.hold(statements);
            Makers.check(statements, maker, clock.instant());
            MintedKey minted = create(statements, wanted, maker);
            audit.created(statements, actor, minted.key());
            return minted;
        });
    }

    private MintedKey create(Statements statements, NewKey wanted, @Nullable String maker) throws SQLException {
        ApiKeyText text = ApiKeyText.random(random);
        Caller caller = new Caller(
                text.id(),
                wanted.name(),
                wanted.owner(),
                wanted.team(),
                wanted.roles(),
                wanted.permissions(),
                wanted.models(),
                wanted.providers(),
                wanted.allowance(),
                TeamStore.allowance(statements, wanted.team()),
                wanted.auditContent());
        ApiKey key = new ApiKey(
                caller,
                peppers.hash(text),
                true,
                wanted.addresses(),
                wanted.metadata(),
                Instant.ofEpochMilli(clock.millis()),
                wanted.expiresAt(),
                null,
                maker,
                null);
        changes.changed(statements, key.id());
        KeyRow.insert(statements, key);
        return new MintedKey(text, found(statements, key.id()));
    }

    public Optional<ApiKey> find(String id) {
        return store.read(statements -> KeyRow.find(statements, id));
    }

    /** The same with what its makers leave of it. */
    public Optional<HeldKey> held(String id) {
        return store.read(statements -> KeyRow.held(statements, id));
    }

    private static HeldKey found(Statements statements, String id) throws SQLException {
        return KeyRow.held(statements, id).orElseThrow(() -> new SQLException("a key that was written is not there"));
    }

    /** All keys, the oldest first. */
    public List<HeldKey> list() {
        return store.read(statements -> KeyRow.held(statements, KeyRow.all(statements)));
    }

    public boolean isEmpty() {
        return store.read(KeyRow::none);
    }

    /**
     * Makes a key that may what another may, with the same second factor, and lets the other live for a while. What hung on that
     * one hangs on the new one from now on. The new one is good for as long as the other was before it was ever rotated.
     *
     * @param overlap how long both are good; no longer than the old one would have been
     * @return empty if there is no such key
     * @throws GatewayException 409 {@code key_disabled}, {@code key_expired} or {@code key_rotated}, see {@link Rotations}
     */
    public Optional<MintedKey> rotate(String id, Duration overlap, Actor actor) {
        return rotate(id, overlap, actor, (key, like) -> {});
    }

    /** @param check sees the key, and what one like it is to be, before anything is done, and throws where it must not be */
    Optional<MintedKey> rotate(String id, Duration overlap, Actor actor, BiConsumer<ApiKey, ApiKey> check) {
        return store.write(statements -> {
            Optional<ApiKey> found = locked(statements, id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            ApiKey old = found.get();
            ApiKey like = Rotations.likeOf(statements, old, clock.instant());
            check.accept(old, like);
            MintedKey minted = create(statements, NewKey.like(like), old.madeBy());
            statements.update(
                    "UPDATE api_keys SET made_by = ? WHERE made_by = ?",
                    minted.key().id(),
                    id);
            Instant end = clock.instant().plus(overlap);
            Instant before = old.expiresAt();
            long expires = (before != null && before.isBefore(end) ? before : end).toEpochMilli();
            statements.update(
                    "UPDATE api_keys SET expires_at = ?, rotated_to = ? WHERE id = ?",
                    expires,
                    minted.key().id(),
                    id);
            statements.update(
                    "UPDATE api_keys SET second_factor = ? WHERE id = ?",
                    old.secondFactor(),
                    minted.key().id());
            audit.rotated(statements, actor, old, minted.key(), Instant.ofEpochMilli(expires));
            return Optional.of(minted);
        });
    }

    /** Says what a key may use up from now on, in place of what it might before. Whether there was such a key. */
    public boolean allow(String id, Allowance allowance, Actor actor) {
        return change(id, "key.limited", actor, key -> key.with(key.caller().allowed(allowance)))
                .isPresent();
    }

    /** Says whether what a key asks and is answered is kept from now on. Whether there was such a key. */
    public boolean keepContent(String id, boolean kept, Actor actor) {
        return change(
                        id,
                        kept ? "key.content_on" : "key.content_off",
                        actor,
                        key -> key.with(key.caller().recorded(kept)))
                .isPresent();
    }

    /** Nobody but the command line answers for a key from now on. Whether there was such a key. */
    public boolean adopt(String id, Actor actor) {
        return change(id, KeyAudit.EDITED, actor, key -> key.madeBy(null)).isPresent();
    }

    /**
     * Nobody but the command line answers for what a key has made from now on.
     *
     * @return how many keys that are
     */
    public int adoptMadeBy(String id, Actor actor) {
        return store.write(statements -> {
            changes.hold(statements);
            List<ApiKey> made = KeyRow.madeBy(statements, id);
            for (ApiKey key : made) {
                changes.changed(statements, key.id());
                KeyRow.update(statements, key.madeBy(null));
                audit.changed(statements, actor, KeyAudit.EDITED, key.madeBy(null));
            }
            return made.size();
        });
    }

    /** How many keys that have not expired a key has made, and so stop with it. */
    public int made(String id) {
        return store.read(statements -> made(statements, id));
    }

    private int made(Statements statements, String id) throws SQLException {
        return KeyRow.livingMadeBy(statements, id, clock.instant());
    }

    /** Switches a key on or off; as it is already is no fault. Whether there was such a key. */
    public boolean enable(String id, boolean enabled, Actor actor) {
        return enable(id, enabled, actor, key -> {}).isPresent();
    }

    /** @param check sees the key before anything is done, and throws where it must not be */
    Optional<HeldKey> enable(String id, boolean enabled, Actor actor, Consumer<ApiKey> check) {
        return change(id, enabled ? "key.enabled" : KeyAudit.DISABLED, actor, key -> {
            check.accept(key);
            return key.enabled(enabled);
        });
    }

    /**
     * Changes a key as it is now: nobody else changes any meanwhile.
     *
     * @param change gives the key as it is to be, its id left as it is; what it throws ends the change, and nothing is changed
     * @return the key as it is then; empty if there is none
     */
    Optional<HeldKey> change(String id, String action, Actor actor, UnaryOperator<ApiKey> change) {
        return store.write(statements -> {
            Optional<ApiKey> now = locked(statements, id);
            if (now.isEmpty()) {
                return Optional.empty();
            }
            ApiKey wanted = change.apply(now.get());
            if (!Objects.equals(now.get().madeBy(), wanted.madeBy())) {
                Makers.check(statements, wanted.madeBy(), id, clock.instant());
            }
            KeyRow.update(statements, wanted);
            HeldKey changed = found(statements, id);
            audit.changed(statements, actor, action, changed.kept());
            return Optional.of(changed);
        });
    }

    /**
     * Deletes a key.
     *
     * @param withMade whether keys that it made, and so stop with it, are no reason to leave it
     */
    public KeyDeletion delete(String id, boolean withMade, Actor actor) {
        return delete(id, withMade, actor, key -> {});
    }

    /** @param check sees the key before anything is done, and throws where it must not be */
    KeyDeletion delete(String id, boolean withMade, Actor actor, Consumer<ApiKey> check) {
        return store.write(statements -> {
            // Nobody makes a key meanwhile: that waits for this.
            changes.hold(statements);
            Optional<ApiKey> now = KeyRow.find(statements, id);
            if (now.isEmpty()) {
                return audit.deletedOnce(statements, id) ? KeyDeletion.DELETED_BEFORE : KeyDeletion.UNKNOWN;
            }
            check.accept(now.get());
            int made = withMade ? 0 : made(statements, id);
            if (made > 0) {
                return KeyDeletion.hasMade(made);
            }
            changes.changed(statements, id);
            SessionStore.deleteAll(statements, changes, List.of(id));
            statements.update("DELETE FROM api_keys WHERE id = ?", id);
            SecondFactors.deleteUnused(statements);
            audit.changed(statements, actor, KeyAudit.DELETED, now.get());
            return KeyDeletion.DELETED;
        });
    }

    /** A key as it stays until the transaction ends, its change noted; where there is none, nothing is. */
    private Optional<ApiKey> locked(Statements statements, String id) throws SQLException {
        if (KeyRow.find(statements, id).isEmpty()) {
            return Optional.empty();
        }
        // Whoever else changes a key waits for this, and so may have changed this one before.
        changes.changed(statements, id);
        return KeyRow.find(statements, id);
    }
}
