package dev.serai.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was asked for lately by its id, keys or sessions, so that no request waits for the store: one that is known is answered at
 * once, one that is not is asked for within bounds. While the store is away, those that are known go on for a quarter of an hour.
 * A {@link ChangeFeed} says what to forget. Thread-safe; never blocks.
 */
final class Ring<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final int MOST_KNOWN = 100_000;
    private static final int MOST_UNKNOWN = 10_000;

    /** From when it is asked for again, beside the request. */
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(20);

    /** From when a request waits for the answer, a little. */
    static final long STALE = TimeUnit.SECONDS.toNanos(30);

    private static final long STALE_WAIT_MILLIS = 100;

    /** From when one is as good as unknown, if the store does not answer, in nanoseconds. */
    static final long GRACE = TimeUnit.MINUTES.toNanos(15);

    private static final long LONGEST_WAIT_MILLIS = 1_500;

    private final Function<String, Optional<T>> store;
    private final BooleanSupplier away;
    private final LongSupplier nanos;
    private final Cache<String, Known<T>> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private final Cache<String, Boolean> unknown;
    private final Map<String, Question<T>> asked = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final ThreadPoolExecutor threads;

    private record Known<T>(T value, long since) {}

    /** What came of asking: it, that there is none, or that nobody can say. */
    record Answer<T>(@Nullable T found, boolean unavailable) {
        static <T> Answer<T> none() {
            return new Answer<>(null, false);
        }

        static <T> Answer<T> nobodyCanSay() {
            return new Answer<>(null, true);
        }
    }

    /** One look-up for all who wait for it; if it changes meanwhile, its answer is not kept. */
    private static final class Question<T> {
        final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        volatile boolean overtaken;
    }

    /**
     * @param store asks for one, and blocks
     * @param away whether the store is known to be away
     * @param nanos {@link System#nanoTime}
     */
    Ring(String threads, Function<String, Optional<T>> store, BooleanSupplier away, LongSupplier nanos) {
        this.threads = LookUpThreads.named(threads);
        this.store = store;
        this.away = away;
        this.nanos = nanos;
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MOST_UNKNOWN)
                .ticker(nanos::getAsLong)
                .expireAfterWrite(Duration.ofNanos(STALE))
                .build();
    }

    CompletableFuture<Answer<T>> find(String id) {
        Known<T> entry = known.getIfPresent(id);
        if (entry == null) {
            return unknown.getIfPresent(id) != null
                    ? CompletableFuture.completedFuture(Answer.none())
                    : bounded(ask(id), Answer.nobodyCanSay(), LONGEST_WAIT_MILLIS);
        }
        Answer<T> kept = new Answer<>(entry.value(), false);
        long age = nanos.getAsLong() - entry.since();
        if (age >= GRACE) {
            return bounded(ask(id), Answer.nobodyCanSay(), LONGEST_WAIT_MILLIS);
        }
        if (age < REFRESH) {
            return CompletableFuture.completedFuture(kept);
        }
        CompletableFuture<Answer<T>> answer = ask(id);
        if (age < STALE || away.getAsBoolean()) {
            return CompletableFuture.completedFuture(kept);
        }
        return bounded(answer, kept, STALE_WAIT_MILLIS).thenApply(fresh -> fresh.unavailable() ? kept : fresh);
    }

    private static <T> CompletableFuture<Answer<T>> bounded(
            CompletableFuture<Answer<T>> answer, Answer<T> otherwise, long millis) {
        // A copy: whoever has had enough must not end it for the others.
        return answer.isDone() ? answer : answer.copy().completeOnTimeout(otherwise, millis, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Answer<T>> ask(String id) {
        Question<T> fresh = new Question<>();
        Question<T> before = asked.putIfAbsent(id, fresh);
        if (before != null) {
            return before.answer;
        }
        try {
            threads.execute(() -> lookUp(id, fresh));
        } catch (RejectedExecutionException full) {
            asked.remove(id, fresh);
            fresh.answer.complete(Answer.nobodyCanSay());
        }
        return fresh.answer;
    }

    private void lookUp(String id, Question<T> question) {
        Answer<T> answer = Answer.nobodyCanSay();
        try {
            Optional<T> found = store.apply(id);
            keep(id, question, found.orElse(null));
            answer = found.isPresent() ? new Answer<>(found.get(), false) : Answer.none();
        } catch (RuntimeException e) {
            LOG.debug("{} can't be looked up", id, e);
        } finally {
            asked.remove(id, question);
            question.answer.complete(answer);
        }
    }

    private void keep(String id, Question<T> question, @Nullable T found) {
        if (found == null) {
            // In this order, and so after it whoever looks at both: see restore.
            unknown.put(id, true);
            remove(id);
        } else {
            unknown.invalidate(id);
            if (known.asMap().put(id, new Known<>(found, nanos.getAsLong())) == null) {
                changes.incrementAndGet();
            }
        }
        // Looked at last: who overtakes it now forgets the key after it was put there.
        if (question.overtaken) {
            forget(id);
        }
    }

    /**
     * What another process knew is known here, unless the store has been asked for it since.
     *
     * @param age for how long it has been known, in nanoseconds
     */
    void restore(String id, T value, long age) {
        known.asMap().putIfAbsent(id, new Known<>(value, nanos.getAsLong() - age));
        if (unknown.getIfPresent(id) != null) {
            known.invalidate(id);
        }
    }

    /** Shows what is known, and for how long each has been, in nanoseconds. */
    void known(ObjLongConsumer<T> to) {
        long now = nanos.getAsLong();
        known.asMap().values().forEach(entry -> to.accept(entry.value(), now - entry.since()));
    }

    /** Another number whenever one has come, or gone; one that was looked up again does not count. */
    long changes() {
        return changes.get();
    }

    /** It has changed: whoever is asking for it must not keep what they are told. */
    void overtake(String id) {
        Question<T> question = asked.get(id);
        if (question != null) {
            question.overtaken = true;
        }
        forget(id);
    }

    private void forget(String id) {
        remove(id);
        unknown.invalidate(id);
    }

    private void remove(String id) {
        if (known.asMap().remove(id) != null) {
            changes.incrementAndGet();
        }
    }

    /** All of a kind have changed. */
    void overtakeIf(Predicate<T> kind) {
        asked.values().forEach(question -> question.overtaken = true);
        if (known.asMap().values().removeIf(entry -> kind.test(entry.value()))) {
            changes.incrementAndGet();
        }
    }

    void overtakeAll() {
        asked.values().forEach(question -> question.overtaken = true);
        known.invalidateAll();
        unknown.invalidateAll();
        changes.incrementAndGet();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
