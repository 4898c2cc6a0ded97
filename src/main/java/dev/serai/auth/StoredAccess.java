package dev.serai.auth;

import dev.serai.auth.CodeCheck.Proof;
import dev.serai.auth.Ring.Answer;
import dev.serai.errors.GatewayException;
import dev.serai.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the store knows, as requests find out: keys and sessions from memory, codes of a second factor from the store, beside
 * the event loops and within bounds. Thread-safe; blocks in {@link #poll} alone, which is for one thread.
 */
final class StoredAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredAccess.class);

    /** More than a connection and two statements may take. */
    private static final long LONGEST_WAIT_SECONDS = 7;

    private final StoredKeys stored;
    private final DenyFile denied;
    private final ChangeFeed feed;
    private final SessionUse use;
    private final Housekeeping housekeeping;
    private final @Nullable KeySnapshots snapshots;
    private final boolean secondFactorRequired;
    private final Clock clock;
    private final ThreadPoolExecutor threads = LookUpThreads.named("serai-second-factor");

    /**
     * @param denied whom nobody lets in, nor what their keys made
     * @param snapshot of the keys that are known; null: none is kept
     * @param secondFactorRequired whether no key comes in without one
     * @param nanos {@link System#nanoTime}
     */
    StoredAccess(
            StoredKeys stored,
            DenyFile denied,
            @Nullable KeySnapshotFile snapshot,
            boolean secondFactorRequired,
            Clock clock,
            LongSupplier nanos) {
        this.stored = stored;
        this.denied = denied;
        this.secondFactorRequired = secondFactorRequired;
        this.clock = clock;
        this.feed = new ChangeFeed(stored, snapshot, clock, nanos);
        this.use = new SessionUse(nanos);
        this.housekeeping = new Housekeeping(stored, use, nanos);
        this.snapshots = snapshot == null ? null : new KeySnapshots(snapshot, feed, clock);
    }

    /** From now on what is known is written down. */
    void begin() {
        if (snapshots != null) {
            snapshots.begin();
        }
    }

    StoredKeys stored() {
        return stored;
    }

    /** Whether no key comes in without a second factor. */
    boolean secondFactorRequired() {
        return secondFactorRequired;
    }

    /** Whether the store has been there lately. */
    boolean usable() {
        return feed.usable();
    }

    /** What was forgotten elsewhere is forgotten here, and what is to be written is written, beside it. */
    void poll() {
        feed.poll();
        if (!feed.away() && housekeeping.due()) {
            try {
                threads.execute(housekeeping);
            } catch (RejectedExecutionException e) {
                LOG.debug("there are too many who wait to be known; it is due the next time, too", e);
            }
        }
    }

    /** Judges a key with the codes that came with it. */
    CompletableFuture<Verdict> byKey(ApiKeyText text, List<String> codes, String address) {
        return key(text, address)
                .thenCompose(judged -> judged instanceof Judged.Good good
                        ? secondFactor(good.key(), codes, address)
                        : done(((Judged.Refused) judged).verdict()));
    }

    private CompletableFuture<Verdict> secondFactor(ApiKey key, List<String> codes, String address) {
        if (key.secondFactor() == null) {
            return done(secondFactorRequired ? Refusals.NOT_ENROLLED : new Verdict.Welcome(key.caller()));
        }
        if (codes.size() != 1) {
            return done(codes.isEmpty() ? Refusals.NO_CODE : Refusals.TWO_CODES);
        }
        return ask(() -> code(key, codes.get(0), address)).exceptionally(failure -> Refusals.UNAVAILABLE);
    }

    /** Judges a session by itself. */
    CompletableFuture<Verdict> bySession(SessionText text, String address) {
        return feed.sessions().find(text.id()).thenCompose(answer -> session(answer, text, address));
    }

    /** Judges a key whose second factor is a session. */
    CompletableFuture<Verdict> byKeyAndSession(ApiKeyText text, SessionText session, String address) {
        return key(text, address)
                .thenCompose(judged -> judged instanceof Judged.Good
                        ? bySession(session, address).thenApply(verdict -> ofKey(verdict, text))
                        : done(((Judged.Refused) judged).verdict()));
    }

    private static Verdict ofKey(Verdict ofSession, ApiKeyText key) {
        return ofSession instanceof Verdict.Welcome welcome
                        && !welcome.caller().id().equals(key.id())
                ? Refusals.CONFLICT
                : ofSession;
    }

    private CompletableFuture<Verdict> session(Answer<Session> answer, SessionText text, String address) {
        if (answer.unavailable()) {
            return done(Refusals.UNAVAILABLE);
        }
        Session session = answer.found();
        if (!stored.sessions().proves(session, text)
                || session == null
                || session.over(clock.instant(), use.last(session.id()))) {
            return done(Refusals.SESSION_OVER);
        }
        return feed.keys().find(session.keyId()).thenApply(key -> session(session, key, address));
    }

    private Verdict session(Session session, Answer<HeldKey> answer, String address) {
        HeldKey held = answer.found();
        if (held == null) {
            return answer.unavailable() ? Refusals.UNAVAILABLE : Refusals.SESSION_OVER;
        }
        if (judged(held, address) instanceof Judged.Refused refused) {
            return refused.verdict();
        }
        use.note(session.id(), clock.millis());
        return new Verdict.Welcome(held.key().caller());
    }

    /** Judges a key by itself: its second factor is another matter. */
    CompletableFuture<Judged> key(ApiKeyText text, String address) {
        return feed.keys().find(text.id()).thenApply(answer -> key(answer, text, address));
    }

    private Judged key(Answer<HeldKey> answer, ApiKeyText text, String address) {
        if (answer.unavailable()) {
            return new Judged.Refused(Refusals.UNAVAILABLE);
        }
        HeldKey held = answer.found();
        // First of all, and also where there is no key: what is wrong with one is its holder's to know.
        if (!stored.keys().proves(held == null ? null : held.kept(), text) || held == null) {
            return new Judged.Refused(Refusals.WRONG_KEY);
        }
        return judged(held, address);
    }

    private Judged judged(HeldKey held, String address) {
        ApiKey key = held.key();
        if (!key.enabled()) {
            return new Judged.Refused(Refusals.DISABLED);
        }
        Instant now = clock.instant();
        if (held.ended(now)) {
            return new Judged.Refused(Refusals.MAKER_GONE);
        }
        if (key.expired(now)) {
            return new Judged.Refused(Refusals.EXPIRED);
        }
        if (denied.deniesMakerOf(held)) {
            return new Judged.Refused(Refusals.DENIED);
        }
        return key.takes(address) ? new Judged.Good(key) : new Judged.Refused(Refusals.WRONG_ADDRESS);
    }

    /** Looks at a code that came with a key that is good. Blocks. */
    Verdict code(ApiKey key, String code, String address) {
        String factor = key.secondFactor();
        if (factor == null) {
            return Refusals.NOT_ENROLLED;
        }
        Proof proof = stored.codes().prove(factor, code, address);
        if (proof instanceof Proof.Good) {
            return new Verdict.Welcome(key.caller());
        }
        return refusal(proof);
    }

    /** What whoever showed a code that is not good is told. */
    static Verdict refusal(Proof proof) {
        return proof instanceof Proof.Locked locked ? Refusals.locked(locked.seconds()) : Refusals.WRONG_CODE;
    }

    /** A key that has changed here is not to be answered from memory any more, nor is what it made. */
    void forgetKey(String id) {
        feed.forget(Set.of(id));
    }

    /** A session that has changed here is not to be answered from memory any more. */
    void forget(String session) {
        feed.sessions().overtake(session);
    }

    /**
     * Has the store asked, four at once and 512 that wait.
     *
     * @return fails with a {@link GatewayException}: the work's own, or that nobody can say now
     */
    <T> CompletableFuture<T> ask(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(work.get());
                } catch (RuntimeException e) {
                    answer.completeExceptionally(known(e));
                }
            });
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(unavailable());
        }
        return answer.orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(failure instanceof GatewayException ? failure : unavailable()));
    }

    private static GatewayException known(RuntimeException failure) {
        if (failure instanceof GatewayException gateway) {
            return gateway;
        }
        if (failure instanceof StoreException) {
            LOG.warn("a second factor or a session can't be judged: {}", failure.getMessage());
        } else {
            LOG.error("a second factor or a session can't be judged", failure);
        }
        return unavailable();
    }

    static GatewayException unavailable() {
        return new GatewayException(((Verdict.Refusal) Refusals.UNAVAILABLE).error());
    }

    private static CompletableFuture<Verdict> done(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        feed.close();
        housekeeping.lastWrite();
        if (snapshots != null) {
            snapshots.close();
        }
    }
}
