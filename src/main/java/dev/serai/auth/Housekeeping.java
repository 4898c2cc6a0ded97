package dev.serai.auth;

import dev.serai.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store wants done beside requests: every ten seconds it is told which sessions were used, every ten minutes what is long
 * over is deleted, and once, after a new pepper, seeds are sealed anew. One run at a time; {@link #due} is for one thread.
 */
final class Housekeeping implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long WRITE = TimeUnit.SECONDS.toNanos(10);
    private static final long TIDY = TimeUnit.MINUTES.toNanos(10);

    private final StoredKeys stored;
    private final SessionUse use;
    private final LongSupplier nanos;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean begun;
    private volatile boolean resealed;
    private volatile long ranAt;
    private volatile long tidiedAt;

    /** @param nanos {@link System#nanoTime} */
    Housekeeping(StoredKeys stored, SessionUse use, LongSupplier nanos) {
        this.stored = stored;
        this.use = use;
        this.nanos = nanos;
        this.ranAt = nanos.getAsLong();
        this.tidiedAt = ranAt;
    }

    /** Whether it is time for a run. */
    boolean due() {
        return !running.get() && (!begun || nanos.getAsLong() - ranAt >= WRITE);
    }

    @Override
    public void run() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            ranAt = nanos.getAsLong();
            begun = true;
            if (!resealed) {
                resealed = done("seeds can't be sealed under the newest pepper", stored::resealSeeds);
            }
            done("what sessions were used can't be written", () -> use.write(stored.sessions()));
            if (ranAt - tidiedAt >= TIDY && done("what is over can't be deleted", stored::tidy)) {
                tidiedAt = ranAt;
            }
        } finally {
            running.set(false);
        }
    }

    /** Whether it is; what comes behind it is done whatever became of it. */
    private static boolean done(String otherwise, Runnable work) {
        try {
            work.run();
            return true;
        } catch (StoreException e) {
            LOG.warn("{} now: {}", otherwise, e.explained());
        } catch (RuntimeException e) {
            LOG.error("{}", otherwise, e);
        }
        return false;
    }

    /** What was noted and not written, before the store closes. */
    void lastWrite() {
        try {
            use.write(stored.sessions());
        } catch (StoreException e) {
            LOG.debug("what sessions were used can't be written", e);
        }
    }
}
