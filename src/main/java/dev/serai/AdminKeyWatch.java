package dev.serai;

import dev.serai.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether anybody could use the admin API: asked of the store every five seconds at most, by a thread of its own, and only when
 * somebody unknown knocks. Thread-safe; lives until closed.
 */
final class AdminKeyWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminKeyWatch.class);
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int WAITING = 64;

    private final BooleanSupplier store;
    private final ExecutorService thread;
    private volatile Known known = new Known(true, System.nanoTime() - KEPT_NANOS);

    private record Known(boolean any, long since) {
        boolean fresh() {
            return System.nanoTime() - since < KEPT_NANOS;
        }
    }

    /** @param store whether a stored key may do everything; may wait */
    AdminKeyWatch(BooleanSupplier store) {
        this.store = store;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread watch = new Thread(task, "serai-admin-keys");
                    watch.setDaemon(true);
                    return watch;
                });
        one.allowCoreThreadTimeOut(true);
        this.thread = one;
    }

    /** What was last known, where nobody can say. */
    CompletionStage<Boolean> any() {
        if (known.fresh()) {
            return CompletableFuture.completedFuture(known.any());
        }
        try {
            return CompletableFuture.supplyAsync(this::ask, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(known.any());
        }
    }

    private boolean ask() {
        if (!known.fresh()) {
            try {
                known = new Known(store.getAsBoolean(), System.nanoTime());
            } catch (StoreException e) {
                LOG.debug("whether there is an admin key can't be found out", e);
                known = new Known(known.any(), System.nanoTime());
            }
        }
        return known.any();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
