package dev.serai.limits;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis is there: a breaker for the calls that would wait for it. A thread of its own says every second that this
 * replica lives, tells what it let in alone, asks for its leases, and prolongs what calls hold. Thread-safe.
 */
final class RedisPresence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPresence.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 900;
    private static final long FIRST_PATIENCE_MILLIS = 2_500;

    /** A Redis that comes and goes is given some time. */
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Calls that waited in vain for so long and were so many: one pause of a process or of the network is none of Redis. */
    private static final int SILENT_CALLS = 3;

    private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int USELESS_BEATS = 5;
    private static final int AT_ONCE = 500;

    private final RedisCounts redis;
    private final LongSupplier nanos;
    private final Standing standing;
    private final Debts debts;
    private final LocalShares shares;
    private final HeldPlaces places;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread beat = new Thread(task, "serai-limits");
        beat.setDaemon(true);
        return beat;
    });
    private final AtomicInteger silent = new AtomicInteger();
    private volatile long silentSince;
    private volatile boolean up;
    private boolean seen;
    private boolean complained;
    private boolean closed;
    private boolean back;
    private long backNanos;
    private int missed;

    /** @param places what calls of this replica hold */
    RedisPresence(
            RedisCounts redis,
            LongSupplier nanos,
            Standing standing,
            Debts debts,
            LocalShares shares,
            Supplier<List<Map.Entry<String, String>>> places) {
        this.redis = redis;
        this.nanos = nanos;
        this.standing = standing;
        this.debts = debts;
        this.shares = shares;
        this.places = new HeldPlaces(redis, places);
    }

    /** What comes after it may be another Redis. */
    void lost() {
        down("is no longer connected");
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

    /** A call had its answer in time. */
    void answered() {
        if (silent.get() > 0) {
            silent.set(0);
        }
    }

    /** A call waited in vain. */
    void silent() {
        int calls = silent.incrementAndGet();
        if (calls == 1) {
            silentSince = nanos.getAsLong();
        } else if (calls >= SILENT_CALLS && nanos.getAsLong() - silentSince >= SILENT_NANOS) {
            down("does not answer in time");
        }
    }

    /** Redis can't be reached, or refused. */
    void failed(Throwable cause) {
        down(cause.getClass().getSimpleName());
    }

    private synchronized void down(String why) {
        if (closed) {
            return;
        }
        back = false;
        if (up || !complained) {
            up = false;
            complained = true;
            LOG.warn("limits are no longer shared: Redis {}; each gateway holds to its share of them", why);
        }
    }

    /** Once is enough: nobody else does it at the same time. */
    void beat() {
        beat(PATIENCE_MILLIS);
    }

    private void beat(long patienceMillis) {
        try {
            redis.connection().connect().get(patienceMillis, TimeUnit.MILLISECONDS);
            RedisBeat.Heard heard = sayAndLease(patienceMillis);
            missed = 0;
            if (heard.together() && !up) {
                cameBack();
            } else if (!heard.together() && up) {
                down("takes this gateway for one that is not there");
            }
        } catch (TimeoutException | ExecutionException e) {
            miss(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("sharing limits failed", e);
        }
    }

    private RedisBeat.Heard sayAndLease(long patienceMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Leases.Wish> wishes = shares.wishes();
        String epoch = standing.epoch();
        boolean asked = false;
        try {
            RedisBeat.Heard heard = say(patienceMillis);
            if (epoch.equals(heard.epoch())) {
                lease(wishes, patienceMillis);
                asked = true;
            }
            shares.renounce(heard.wanted());
            return heard;
        } finally {
            if (!asked) {
                shares.unanswered(wishes);
            }
        }
    }

    private RedisBeat.Heard say(long patienceMillis) throws ExecutionException, InterruptedException, TimeoutException {
        boolean together = up || !seen || steady();
        RedisBeat.Heard heard = sayOnce(together, patienceMillis);
        if (heard == null) {
            // A Redis that has forgotten all is told what passed here, whoever granted it.
            tell(shares.startAnew(), patienceMillis);
            together = !seen;
            heard = sayOnce(together, patienceMillis);
        }
        if (heard != null && together && heard.ready() && !heard.together()) {
            heard = sayOnce(true, patienceMillis);
        }
        if (heard == null) {
            throw new ExecutionException(new IllegalStateException("Redis forgets all the time"));
        }
        return heard;
    }

    /** Null where it is another Redis than it was. */
    private RedisBeat.@Nullable Heard sayOnce(boolean together, long patienceMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        RedisBeat.Said said = shares.next(together);
        // After that: nothing that Redis will no longer leave to this gateway passes untold.
        tell(debts.takeAll(), patienceMillis);
        places.prolong(patienceMillis);
        long asked = nanos.getAsLong();
        RedisBeat.Heard heard = redis.beat(said).get(patienceMillis, TimeUnit.MILLISECONDS);
        if (seen && !heard.epoch().equals(said.epoch())) {
            // Before the new epoch is known here: no call may take there what others have.
            down("has forgotten all");
        }
        return standing.hear(heard, asked) ? heard : null;
    }

    private void lease(List<Leases.Wish> wishes, long patienceMillis)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (int from = 0; from < wishes.size(); from += AT_ONCE) {
            List<Leases.Wish> some = wishes.subList(from, Math.min(wishes.size(), from + AT_ONCE));
            shares.leased(
                    some,
                    redis.lease(standing.epoch(), standing.nextNumber(), some)
                            .get(patienceMillis, TimeUnit.MILLISECONDS));
        }
    }

    private synchronized boolean steady() {
        if (!back) {
            back = true;
            backNanos = nanos.getAsLong();
        }
        return nanos.getAsLong() - backNanos >= STEADY_NANOS;
    }

    private void miss(Exception reason) {
        LOG.debug("Redis was looked for in vain", reason);
        down(reason instanceof TimeoutException ? "does not answer" : "can't be reached");
        if (++missed % USELESS_BEATS == 0) {
            // A connection that nobody ends, and that leads nowhere.
            redis.connection().disconnect();
        }
    }

    private synchronized void cameBack() {
        back = false;
        seen = true;
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
            if (failure == null) {
                debts.known(all);
            } else {
                debts.lost(all);
            }
        });
        told.get(patienceMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (this) {
            closed = true;
        }
        if (redis.connection().isOpen()) {
            try {
                // A word of its own behind the farewell would have it there again.
                if (!thread.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("the last beat takes its time");
                }
                tell(debts.takeAll(), PATIENCE_MILLIS);
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
