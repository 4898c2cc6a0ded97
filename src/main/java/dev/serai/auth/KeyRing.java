package dev.serai.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that were asked for lately, so that no request waits for the store: one that is known is answered at once, one that is
 * not is asked for within bounds. While the store is away, known keys go on for a quarter of an hour. Thread-safe; never
 * blocks but in {@link #poll}.
 */
final class KeyRing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final int MOST_KNOWN = 100_000;
    private static final int MOST_UNKNOWN = 10_000;
    private static final long NEVER = -1;

    /** From when it is asked for again, beside the request. */
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(20);

    /** From when a request waits for the answer, a little. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(30);

    private static final long STALE_WAIT_MILLIS = 100;

    /** From when a key is as good as unknown, if the store does not answer. */
    private static final long GRACE = TimeUnit.MINUTES.toNanos(15);

    private static final long LONGEST_WAIT_MILLIS = 1_500;

    private final KeyStore store;
    private final LongSupplier nanos;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private final Cache<String, Boolean> unknown;
    private final Map<String, Question> asked = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = LookUpThreads.named("serai-keys");
    private long version = NEVER;
    private volatile boolean away;
    private volatile boolean seen;
    private volatile long lastSeen;

    private record Known(ApiKey key, long since) {}

    /** What came of asking: a key, that there is none, or that nobody can say. */
    record Answer(@Nullable ApiKey key, boolean unavailable) {
        static final Answer NONE = new Answer(null, false);
        static final Answer UNAVAILABLE = new Answer(null, true);
    }

    /** One look-up for all who wait for it; if the key changes meanwhile, its answer is not kept. */
    private static final class Question {
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        volatile boolean overtaken;
    }

    /** @param nanos {@link System#nanoTime} */
    KeyRing(KeyStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MOST_UNKNOWN)
                .ticker(nanos::getAsLong)
                .expireAfterWrite(Duration.ofNanos(STALE))
                .build();
    }

    CompletableFuture<Answer> find(String id) {
        Known entry = known.getIfPresent(id);
        if (entry == null) {
            return unknown.getIfPresent(id) != null
                    ? CompletableFuture.completedFuture(Answer.NONE)
                    : bounded(ask(id), Answer.UNAVAILABLE, LONGEST_WAIT_MILLIS);
        }
        Answer kept = new Answer(entry.key(), false);
        long age = nanos.getAsLong() - entry.since();
        if (age >= GRACE) {
            return bounded(ask(id), Answer.UNAVAILABLE, LONGEST_WAIT_MILLIS);
        }
        if (age < REFRESH) {
            return CompletableFuture.completedFuture(kept);
        }
        CompletableFuture<Answer> answer = ask(id);
        if (age < STALE || away) {
            return CompletableFuture.completedFuture(kept);
        }
        return bounded(answer, kept, STALE_WAIT_MILLIS).thenApply(fresh -> fresh.unavailable() ? kept : fresh);
    }

    private static CompletableFuture<Answer> bounded(CompletableFuture<Answer> answer, Answer otherwise, long millis) {
        // A copy: whoever has had enough must not end it for the others.
        return answer.isDone() ? answer : answer.copy().completeOnTimeout(otherwise, millis, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Answer> ask(String id) {
        Question fresh = new Question();
        Question before = asked.putIfAbsent(id, fresh);
        if (before != null) {
            return before.answer;
        }
        try {
            threads.execute(() -> lookUp(id, fresh));
        } catch (RejectedExecutionException full) {
            asked.remove(id, fresh);
            fresh.answer.complete(Answer.UNAVAILABLE);
        }
        return fresh.answer;
    }

    private void lookUp(String id, Question question) {
        Answer answer = Answer.UNAVAILABLE;
        try {
            Optional<ApiKey> found = store.find(id);
            keep(id, question, found.orElse(null));
            answer = found.isPresent() ? new Answer(found.get(), false) : Answer.NONE;
        } catch (RuntimeException e) {
            LOG.debug("a key can't be looked up", e);
        } finally {
            asked.remove(id, question);
            question.answer.complete(answer);
        }
    }

    private void keep(String id, Question question, @Nullable ApiKey found) {
        if (found == null) {
            known.invalidate(id);
            unknown.put(id, true);
        } else {
            unknown.invalidate(id);
            known.put(id, new Known(found, nanos.getAsLong()));
        }
        // Looked at last: who overtakes it now forgets the key after it was put there.
        if (question.overtaken) {
            forget(id);
        }
    }

    /** Whether the store has been there within the time for which known keys go on. */
    boolean usable() {
        return seen && nanos.getAsLong() - lastSeen < GRACE;
    }

    /** Asks what has changed, and forgets it. Blocks; for one thread, every two seconds. */
    void poll() {
        try {
            store.prepare();
            if (version == NEVER) {
                version = store.changes().version();
                forgetAll();
            }
            KeyChanges.Changes changes = store.changes().since(version);
            Set<String> ids = changes.ids();
            if (ids == null) {
                forgetAll();
            } else {
                ids.forEach(this::overtake);
                forgetTeams(changes.teams());
            }
            version = changes.version();
            if (away) {
                LOG.info("the key store is back");
            }
            away = false;
            lastSeen = nanos.getAsLong();
            seen = true;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn("the key store is away; known keys go on for 15 minutes: {}", e.getMessage());
            }
            away = true;
        }
    }

    private void overtake(String id) {
        Question question = asked.get(id);
        if (question != null) {
            question.overtaken = true;
        }
        forget(id);
    }

    private void forget(String id) {
        known.invalidate(id);
        unknown.invalidate(id);
    }

    private void forgetTeams(Set<String> teams) {
        if (teams.isEmpty()) {
            return;
        }
        asked.values().forEach(question -> question.overtaken = true);
        known.asMap().values().removeIf(entry -> {
            String team = entry.key().caller().team();
            return team != null && teams.contains(team);
        });
    }

    private void forgetAll() {
        asked.values().forEach(question -> question.overtaken = true);
        known.invalidateAll();
        unknown.invalidateAll();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
