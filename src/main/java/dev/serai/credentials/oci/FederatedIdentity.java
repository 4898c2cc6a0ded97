package dev.serai.credentials.oci;

import dev.serai.credentials.AccessToken;
import dev.serai.credentials.CachedToken;
import dev.serai.credentials.CredentialsException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A session that was given to the instance or the workload: a token, and a key that never leaves this process. Both are new
 * with each renewal, which goes on in the background before the token ends. Thread-safe.
 */
final class FederatedIdentity implements OciIdentity {
    private static final int KEY_BITS = 2048;

    private final String name;
    private final Federation federation;
    private final Clock clock;
    private final CachedToken tokens;
    private final List<String> lacking;
    private volatile @Nullable Session newest;
    /** While a renewal is under way, {@link CachedToken} still hands out the token of the session before. */
    private volatile @Nullable Session before;

    private record Session(String token, PrivateKey key) {}

    /**
     * @param name for messages and the log
     * @param lacking what is not there for it to work
     */
    FederatedIdentity(String name, Federation federation, List<String> lacking, Clock clock, Executor executor) {
        this.name = name;
        this.federation = federation;
        this.lacking = List.copyOf(lacking);
        this.clock = clock;
        this.tokens = new CachedToken(name, this::fetch, clock, executor);
    }

    @Override
    public OciKey key() {
        String token = tokens.value();
        for (Session session : new @Nullable Session[] {newest, before}) {
            if (session != null && session.token().equals(token)) {
                return new OciKey(OciKey.SESSION + token, session.key());
            }
        }
        throw new CredentialsException("The session of " + name + " was renewed twice within a request");
    }

    @Override
    public boolean refused(String keyId) {
        return keyId.startsWith(OciKey.SESSION) && tokens.refused(keyId.substring(OciKey.SESSION.length()));
    }

    @Override
    public List<String> lacking() {
        return lacking;
    }

    @Override
    public @Nullable String region() {
        return null;
    }

    private AccessToken fetch() throws IOException {
        KeyPair keys = keys();
        Instant now = clock.instant();
        String token = federation.token(keys.getPublic());
        AccessToken fetched = new AccessToken(token, now, SessionToken.expiry(token));
        before = newest;
        newest = new Session(token, keys.getPrivate());
        return fetched;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has RSA", e);
        }
    }
}
