package dev.serai.limits;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis is there: a breaker for the calls that would wait for it. A thread of its own says every second that this
 * replica lives, learns how many do, and prolongs what calls hold. When Redis comes back, every replica first tells what it let
 * in alone, and goes on alone for as long as the others may need for that. Thread-safe.
 */
final class RedisPresence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPresence.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 900;
    private static final long FIRST_PATIENCE_MILLIS = 2_500;
    private static final long OTHERS_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int SILENT_CALLS = 3;
    private static final int USELESS_BEATS = 5;
    private static final int AT_ONCE = 500;

    private final RedisCounts redis;
    private final Debts debts;
    private final LocalShares shares;
    private final Supplier<List<Map.Entry<String, String>>> places;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread beat = new Thread(task, "serai-limits");
        beat.setDaemon(true);
        return beat;
    });
    private final AtomicInteger silent = new AtomicInteger();
    private volatile boolean up;
    private volatile boolean seen;
    private volatile long replicas;
    private boolean complained;
    private boolean back;
    private long backNanos;
    private int missed;
    private @Nullable String name;

    /**
     * @param places what calls of this replica hold
     * @param replicas how many there are until Redis says it; 0: nobody knows
     */
    RedisPresence(
            RedisCounts redis,
            Debts debts,
            LocalShares shares,
            Supplier<List<Map.Entry<String, String>>> places,
            long replicas) {
        this.redis = redis;
        this.debts = debts;
        this.shares = shares;
        this.places = places;
        this.replicas = replicas;
    }

    /** Looks for Redis, for a moment at most: a gateway starts without it too. */
    void start() {
        try {
            thread.submit(() -> beat(FIRST_PATIENCE_MILLIS)).get(2 * FIRST_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("Redis has not answered yet; the gateway starts without it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.scheduleWithFixedDelay(() -> beat(PATIENCE_MILLIS), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether calls ask Redis. */
    boolean up() {
        return up;
    }

    /** How many replicas there are for all that is known; 0: nothing is. */
    long replicas() {
        return replicas;
    }

    /** A call had its answer in time. */
    void answered() {
        if (silent.get() > 0) {
            silent.set(0);
        }
    }

    /** A call waited in vain. */
    void silent() {
        if (silent.incrementAndGet() >= SILENT_CALLS) {
            down("does not answer in time");
        }
    }

    /** Redis can't be reached, or refused. */
    void failed(Throwable cause) {
        down(cause.getClass().getSimpleName());
    }

    private synchronized void down(String why) {
        back = false;
        if (up || !complained) {
            up = false;
            complained = true;
            LOG.warn("limits are no longer shared: Redis {}; each gateway holds to its share of them", why);
        }
    }

    private void beat(long patienceMillis) {
        try {
            redis.connect().get(patienceMillis, TimeUnit.MILLISECONDS);
            RedisCounts.Beat beat = redis.beat().get(patienceMillis, TimeUnit.MILLISECONDS);
            replicas = Math.max(1, beat.replicas());
            missed = 0;
            remind(beat.name(), patienceMillis);
            hold(patienceMillis);
            if (!up) {
                comeBack(patienceMillis);
            }
        } catch (TimeoutException | ExecutionException e) {
            miss(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("sharing limits failed", e);
        }
    }

    /** A Redis that has forgotten all is told what passed here, whoever granted it. */
    private void remind(String now, long patienceMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (name != null && !name.equals(now)) {
            debts.takeAll();
            tell(shares.takenInTheLastMinute(), patienceMillis);
        }
        name = now;
    }

    private void miss(Exception reason) {
        LOG.debug("Redis was looked for in vain", reason);
        down(reason instanceof TimeoutException ? "does not answer" : "can't be reached");
        if (++missed % USELESS_BEATS == 0) {
            // A connection that nobody ends, and that leads nowhere.
            redis.disconnect();
        }
    }

    private void hold(long patienceMillis) throws ExecutionException, InterruptedException, TimeoutException {
        List<Map.Entry<String, String>> held = places.get();
        for (int from = 0; from < held.size(); from += AT_ONCE) {
            List<Map.Entry<String, String>> some = held.subList(from, Math.min(held.size(), from + AT_ONCE));
            redis.hold(some).get(patienceMillis, TimeUnit.MILLISECONDS);
        }
        // Calls that ended meanwhile gave their places back before they were prolonged.
        List<Map.Entry<String, String>> ended = new ArrayList<>(held);
        ended.removeAll(new HashSet<>(places.get()));
        ended.forEach(redis::release);
    }

    private void comeBack(long patienceMillis) throws ExecutionException, InterruptedException, TimeoutException {
        tell(debts.takeAll(), patienceMillis);
        if (!seen) {
            // The first time there is nobody who could owe anything.
            seen = true;
            cameBack();
        } else if (!back) {
            back = true;
            backNanos = System.nanoTime();
        } else if (System.nanoTime() - backNanos >= OTHERS_NANOS) {
            cameBack();
        }
    }

    private synchronized void cameBack() {
        back = false;
        silent.set(0);
        up = true;
        if (complained) {
            complained = false;
            LOG.info("limits are shared again: Redis is back");
        }
    }

    private void tell(Map<String, Long> all, long patienceMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (all.isEmpty()) {
            return;
        }
        CompletableFuture<Long> told = redis.tell(all);
        told.whenComplete((count, failure) -> {
            if (failure != null) {
                all.forEach(debts::owe);
            }
        });
        told.get(patienceMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (up) {
            try {
                redis.leave().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.debug("Redis will forget this replica by itself", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        redis.close();
    }
}
