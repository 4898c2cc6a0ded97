package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.auth.Session.Visitor;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What holders of keys do with their sessions: they begin one with a key and a code, put another token in its place, list and end
 * them. Never blocks; what it promises fails with a {@link GatewayException} for whoever asked. Thread-safe.
 */
public final class Sessions {
    private static final String EMAIL = "email";

    private final StoredAccess access;
    private final DenyFile denied;
    private final SessionStore store;

    /**
     * A session that has begun or was renewed: the one moment at which its token is known.
     *
     * @param text for its holder
     * @param user whose key it is: its owner, or its name
     * @param email of the key's metadata, or its owner's where that is one; or null
     */
    public record Opened(
            SessionText text,
            Session session,
            String user,
            @Nullable String email) {}

    /** @param denied whom nobody lets in, whatever they show */
    Sessions(StoredAccess access, DenyFile denied) {
        this.access = access;
        this.denied = denied;
        this.store = access.stored().sessions();
    }

    /**
     * Begins a session.
     *
     * @param code of the second factor; null: none was sent
     * @param before the session that its holder has until now, which ends if it is the same key's; or null
     * @param actor for the audit, when it is known who
     */
    public CompletionStage<Opened> login(
            String apiKey, @Nullable String code, @Nullable SessionText before, Visitor visitor, ActorOf actor) {
        ApiKeyText text = ApiKeyText.of(apiKey);
        if (text == null) {
            return CompletableFuture.failedFuture(refused(Refusals.WRONG_KEY));
        }
        return access.key(text, visitor.address()).thenCompose(judged -> {
            if (judged instanceof Judged.Refused refused) {
                return CompletableFuture.failedFuture(refused(refused.verdict()));
            }
            ApiKey key = ((Judged.Good) judged).key();
            if (denied.denies(key.caller())) {
                return CompletableFuture.failedFuture(refused(Refusals.DENIED));
            }
            return code == null
                    ? CompletableFuture.failedFuture(
                            refused(key.secondFactor() == null ? Refusals.NO_FACTOR : Refusals.NO_CODE_SENT))
                    : access.ask(() -> login(key, code, before, visitor, actor.of(key.id())));
        });
    }

    /** Makes the actor of an audit's row of a key's id. */
    @FunctionalInterface
    public interface ActorOf {
        Actor of(String keyId);
    }

    private Opened login(ApiKey key, String code, @Nullable SessionText before, Visitor visitor, Actor actor) {
        String factor = key.secondFactor();
        if (factor == null) {
            throw refused(Refusals.NO_FACTOR);
        }
        Session old = before == null ? null : ownSession(before, key.id());
        CodeCheck.Proven<SessionStore.Begun> proven = access.stored()
                .codes()
                .prove(
                        factor,
                        code,
                        visitor.address(),
                        statements -> store.begin(statements, key.id(), old, visitor, actor));
        SessionStore.Begun begun = proven.made();
        if (begun == null) {
            throw refused(StoredAccess.refusal(proven.proof()));
        }
        if (old != null) {
            access.forget(old.id());
        }
        return opened(begun, key);
    }

    private @Nullable Session ownSession(SessionText text, String keyId) {
        Session session = store.find(text.id()).orElse(null);
        return store.proves(session, text) && session != null && session.keyId().equals(keyId) ? session : null;
    }

    /**
     * Puts another token in the place of one that has been let in. It ends when the first would have ended.
     *
     * @param keyId of the caller: who came in by something else has not had the session judged
     */
    public CompletionStage<Opened> refresh(String keyId, SessionText text, Visitor visitor, Actor actor) {
        return access.ask(() -> {
            Session session = ownSession(text, keyId);
            if (session == null) {
                throw refused(Refusals.SESSION_OVER);
            }
            ApiKey key = access.stored().keys().find(keyId).orElseThrow(() -> refused(Refusals.SESSION_OVER));
            SessionStore.Begun begun =
                    store.renew(session, visitor, actor).orElseThrow(() -> refused(Refusals.SESSION_OVER));
            access.forget(session.id());
            return opened(begun, key);
        });
    }

    /** Those of a key, the newest first. */
    public CompletionStage<List<Session>> list(String keyId) {
        return access.ask(() -> store.list(keyId));
    }

    /** Ends one. Whether the key had it. */
    public CompletionStage<Boolean> end(String keyId, String id, Actor actor) {
        return access.ask(() -> {
            boolean ended = store.end(keyId, id, actor);
            access.forget(id);
            return ended;
        });
    }

    private static Opened opened(SessionStore.Begun begun, ApiKey key) {
        String owner = key.caller().owner();
        String email = key.metadata().get(EMAIL);
        return new Opened(
                begun.text(),
                begun.session(),
                owner == null ? key.caller().name() : owner,
                email != null || owner == null || owner.indexOf('@') < 1 ? email : owner);
    }

    private static GatewayException refused(Verdict verdict) {
        return new GatewayException(((Verdict.Refusal) verdict).error());
    }
}
