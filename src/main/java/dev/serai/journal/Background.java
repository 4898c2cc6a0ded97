package dev.serai.journal;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does the same again and again beside the requests; what fails once is tried the next time. Thread-safe. */
public final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final int CLOSING_SECONDS = 20;

    private final String name;
    private final ScheduledThreadPoolExecutor thread;

    /** @param name of the thread */
    public Background(String name) {
        this.name = name;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread daemon = new Thread(work, name);
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins to do it, with so many milliseconds before the first time and between an end and the next beginning. */
    public void every(long firstMillis, long millis, Runnable work) {
        thread.scheduleWithFixedDelay(() -> guarded(work), firstMillis, millis, TimeUnit.MILLISECONDS);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // The next run tries again; without this there would be none.
            LOG.error("{} could not go on", name, e);
        }
    }

    /** Does it no more, and waits until what is under way is done. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} is still at work; what it has not stored stays in the journal", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
