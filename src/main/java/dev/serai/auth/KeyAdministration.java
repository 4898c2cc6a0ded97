package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys as somebody who looks after them needs them: in pages, and changed in one step by whoever has seen them as they are. What
 * a change is {@link KeyStore} knows; here the store is brought up to date before it is asked, since it may have been away.
 * Blocks, for as long as the store lets it. Thread-safe.
 */
public final class KeyAdministration {
    private final Store store;
    private final KeyStore keys;
    private final Consumer<String> changed;

    /** @param changed is told the id of each key that was changed or deleted, once it is */
    public KeyAdministration(StoredKeys stored, Consumer<String> changed) {
        this.store = stored.store();
        this.keys = stored.keys();
        this.changed = changed;
    }

    /** @param after where the last page ended; null: from the beginning */
    public KeyPage page(KeyPage.Filter filter, KeyPage.@Nullable Place after, int most) {
        List<HeldKey> found = prepared()
                .read(statements -> KeyRow.held(statements, KeyRow.page(statements, filter, after, most + 1)));
        return new KeyPage(found.subList(0, Math.min(most, found.size())), found.size() > most);
    }

    public Optional<HeldKey> find(String id) {
        prepared();
        return keys.held(id);
    }

    /**
     * Makes a key. Its text is in the answer, and nowhere else.
     *
     * @param maker the id of whoever makes it
     */
    public MintedKey create(NewKey wanted, String maker, Actor actor) {
        prepared();
        return keys.create(wanted, maker, actor);
    }

    /**
     * Changes a key as it is now: nobody else changes any meanwhile.
     *
     * @param change gives the key as it is to be, its id left as it is; what it throws ends the change, and nothing is changed
     * @return the key as it is then; empty if there is none
     */
    public Optional<HeldKey> change(String id, Actor actor, UnaryOperator<ApiKey> change) {
        prepared();
        return told(id, keys.change(id, KeyAudit.EDITED, actor, change));
    }

    /**
     * Switches a key on or off; as it is already is no fault.
     *
     * @param check sees the key before anything is done, and throws where it must not be
     */
    public Optional<HeldKey> enable(String id, boolean enabled, Actor actor, Consumer<ApiKey> check) {
        prepared();
        return told(id, keys.enable(id, enabled, actor, check));
    }

    /** @param check sees the key, and what one like it is to be, before anything is done, and throws where it must not be */
    public Optional<MintedKey> rotate(String id, Duration overlap, Actor actor, BiConsumer<ApiKey, ApiKey> check) {
        prepared();
        return told(id, keys.rotate(id, overlap, actor, check));
    }

    /**
     * Deletes a key.
     *
     * @param withMade whether keys that it made, and so stop with it, are no reason to leave it
     * @param check sees the key before anything is done, and throws where it must not be
     */
    public KeyDeletion delete(String id, boolean withMade, Actor actor, Consumer<ApiKey> check) {
        prepared();
        return told(id, keys.delete(id, withMade, actor, check));
    }

    /** How many keys that have not expired a key has made, and so stop with it. */
    public int made(String id) {
        prepared();
        return keys.made(id);
    }

    private <T> T told(String id, T done) {
        changed.accept(id);
        return done;
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
