package dev.serai;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process that others still send requests to: it serves on while they learn from {@code /ready} that they must
 * not, then takes nothing new, and lets what runs finish until its time is up.
 */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private final Runnable endAll;
    private final int drainSeconds;
    private final int shutdownSeconds;

    /**
     * @param endAll ends what still runs, with a word to its client
     * @param drainSeconds how long it serves on
     * @param shutdownSeconds how long running requests may take after that
     */
    Draining(Runnable endAll, int drainSeconds, int shutdownSeconds) {
        this.endAll = endAll;
        this.drainSeconds = drainSeconds;
        this.shutdownSeconds = shutdownSeconds;
    }

    /** Serves on; when this returns nothing new is to be taken. */
    void begin() {
        LOG.info("stopping: serving on for {} s, then at most {} s for what runs", drainSeconds, shutdownSeconds);
        try {
            TimeUnit.SECONDS.sleep(drainSeconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CompletableFuture.delayedExecutor(shutdownSeconds, TimeUnit.SECONDS).execute(endAll);
    }
}
