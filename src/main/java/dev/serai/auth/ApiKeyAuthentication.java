package dev.serai.auth;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * By a key of ours, one of the configuration or one of the store with its second factor; or by the session that stands for both.
 * Thread-safe.
 */
final class ApiKeyAuthentication implements Authentication {
    /** The challenge of every way whose credentials stand behind {@code Bearer}. */
    static final String BEARER = "Bearer realm=\"serai\"";

    private final StaticKeys configured;
    private final @Nullable StoredAccess stored;
    private final boolean secondFactorRequired;

    /** @param stored null: there is no store */
    ApiKeyAuthentication(StaticKeys configured, @Nullable StoredAccess stored, boolean secondFactorRequired) {
        this.configured = configured;
        this.stored = stored;
        this.secondFactorRequired = secondFactorRequired;
    }

    @Override
    public @Nullable CompletionStage<Verdict> judge(Credentials credentials, String address) {
        if (credentials.keys().isEmpty()) {
            return credentials.sessions().isEmpty() ? null : bySession(credentials, null, address);
        }
        // SDKs send keys of others beside ours, and made-up ones; two of ours have been refused before.
        for (String key : credentials.keys()) {
            Caller caller = configured.find(key);
            if (caller != null) {
                return done(ofConfiguration(caller, credentials));
            }
            ApiKeyText text = ApiKeyText.of(key);
            if (text != null) {
                return byKey(text, credentials, address);
            }
            SessionText session = SessionText.of(key);
            if (session != null) {
                return bySession(credentials, session, address);
            }
        }
        return credentials.sessions().isEmpty() ? done(Refusals.WRONG_KEY) : bySession(credentials, null, address);
    }

    @Override
    public boolean recognises(String key) {
        return configured.find(key) != null || ApiKeyText.of(key) != null || SessionText.of(key) != null;
    }

    /** A key of the configuration can have neither a second factor nor a session. */
    private Verdict ofConfiguration(Caller caller, Credentials credentials) {
        if (!credentials.sessions().isEmpty()) {
            return Refusals.CONFLICT;
        }
        return secondFactorRequired ? Refusals.NO_SECOND_FACTOR : new Verdict.Welcome(caller);
    }

    private CompletionStage<Verdict> byKey(ApiKeyText text, Credentials credentials, String address) {
        if (stored == null) {
            return done(Refusals.WRONG_KEY);
        }
        List<String> sessions = credentials.sessions();
        if (sessions.isEmpty()) {
            return stored.byKey(text, credentials.codes(), address);
        }
        SessionText session = sessions.size() == 1 ? SessionText.of(sessions.get(0)) : null;
        return session == null ? done(noSession(sessions)) : stored.byKeyAndSession(text, session, address);
    }

    /** @param shown where SDKs put keys; null: only where sessions stand */
    private CompletionStage<Verdict> bySession(Credentials credentials, @Nullable SessionText shown, String address) {
        List<String> sessions = credentials.sessions();
        if (sessions.size() > 1 || (shown != null && !sessions.isEmpty() && !sessions.contains(shown.text()))) {
            return done(Refusals.CONFLICT);
        }
        SessionText session = shown != null ? shown : SessionText.of(sessions.get(0));
        return session == null || stored == null ? done(Refusals.SESSION_OVER) : stored.bySession(session, address);
    }

    private static Verdict noSession(List<String> sessions) {
        return sessions.size() > 1 ? Refusals.CONFLICT : Refusals.SESSION_OVER;
    }

    private static CompletionStage<Verdict> done(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }

    @Override
    public String challenge() {
        return BEARER;
    }

    @Override
    public boolean usable() {
        return !configured.isEmpty() || (stored != null && stored.usable());
    }
}
