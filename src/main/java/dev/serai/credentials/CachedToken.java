package dev.serai.credentials;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one identity: fetched on first use, kept, and renewed in the background before it expires. One fetch at a
 * time, however many requests wait for it; while an old token is still good nobody waits. Thread-safe.
 */
public final class CachedToken {
    private static final Logger LOG = LoggerFactory.getLogger(CachedToken.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    /** Where nobody can be served until a token is there, not every request asks the endpoint that has just failed. */
    private static final Duration NOT_AT_ONCE = Duration.ofSeconds(1);

    private static final Duration STILL_FRESH = Duration.ofMinutes(1);
    private static final long LONGEST_WAIT_SECONDS = 10;

    private final String identity;
    private final TokenSource source;
    private final Clock clock;
    private final Executor executor;
    private volatile @Nullable AccessToken token;
    private volatile Instant notBefore = Instant.MIN;
    private volatile Instant failedUntil = Instant.MIN;
    private volatile @Nullable CredentialsException lastFailure;
    private @Nullable CompletableFuture<AccessToken> fetching;

    /**
     * @param identity for messages and the log; no secret
     * @param executor runs fetches, which block
     */
    public CachedToken(String identity, TokenSource source, Clock clock, Executor executor) {
        this.identity = identity;
        this.source = source;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * A token that is good now.
     *
     * @throws CredentialsException if none can be had
     */
    public String value() {
        AccessToken known = token;
        Instant now = clock.instant();
        if (known == null || !now.isBefore(known.expires())) {
            CredentialsException failed = lastFailure;
            if (failed != null && now.isBefore(failedUntil)) {
                throw failed;
            }
            return awaited(fetch(known)).value();
        }
        if (!now.isBefore(known.refreshFrom()) && !now.isBefore(notBefore)) {
            fetch(known);
        }
        return known.value();
    }

    /**
     * A provider has refused a token.
     *
     * @return whether the next {@link #value} is another one: this one is let go of, or has been replaced meanwhile. One
     *     that has only just been given is not asked for again: what it lacks is not youth
     */
    public synchronized boolean refused(String value) {
        AccessToken known = token;
        if (known == null || !known.value().equals(value)) {
            return true;
        }
        if (clock.instant().isBefore(known.issued().plus(STILL_FRESH))) {
            return false;
        }
        token = null;
        notBefore = Instant.MIN;
        return true;
    }

    /** @param known what the caller found: where a fetch has just ended that it did not see, it gets what that brought */
    private synchronized CompletableFuture<AccessToken> fetch(@Nullable AccessToken known) {
        CompletableFuture<AccessToken> running = fetching;
        if (running != null && !running.isDone()) {
            return running;
        }
        AccessToken meanwhile = token;
        if (meanwhile != null && meanwhile != known) {
            return CompletableFuture.completedFuture(meanwhile);
        }
        CompletableFuture<AccessToken> started = CompletableFuture.supplyAsync(this::fetched, executor);
        fetching = started;
        return started;
    }

    private AccessToken fetched() {
        try {
            AccessToken fresh = source.fetch();
            token = fresh;
            return fresh;
        } catch (IOException e) {
            LOG.warn("no token for {}: {}", identity, e.toString());
            throw failed(new CredentialsException("The token endpoint of " + identity + " does not answer", e));
        } catch (CredentialsException e) {
            LOG.warn("no token for {}: {}", identity, e.getMessage());
            throw failed(e);
        }
    }

    private CredentialsException failed(CredentialsException failure) {
        Instant now = clock.instant();
        notBefore = now.plus(AFTER_FAILURE);
        lastFailure = failure;
        failedUntil = now.plus(NOT_AT_ONCE);
        return failure;
    }

    private AccessToken awaited(CompletableFuture<AccessToken> fetch) {
        try {
            return fetch.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CredentialsException refused) {
                throw refused;
            }
            throw new CredentialsException("No token can be had for " + identity, e.getCause());
        } catch (TimeoutException e) {
            throw new CredentialsException("The token endpoint of " + identity + " takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CredentialsException("Nobody waits for the token of " + identity + " any more", e);
        }
    }
}
