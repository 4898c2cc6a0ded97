package dev.serai.calls;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything that waits, ten times a second, and lets it end what has taken too long: one thread for all, no timer
 * a request. Thread-safe.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    static final long EVERY_MILLIS = 100;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "serai-watch");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Something that waits. */
    public interface Watched {
        /** Called on the watch's thread; must not block. */
        void tick(long nowNanos);

        /** The gateway ends, and waits no longer. Called on any thread; must not block. */
        default void shutDown() {}
    }

    /** Ends everything that still waits. */
    public void shutDown() {
        watched.forEach(Watched::shutDown);
    }

    public Watch() {
        thread.scheduleWithFixedDelay(this::tick, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void add(Watched what) {
        watched.add(what);
    }

    public void remove(Watched what) {
        watched.remove(what);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        long now = System.nanoTime();
        for (Watched each : watched) {
            try {
                each.tick(now);
            } catch (RuntimeException e) {
                LOG.error("A watched call could not be ended", e);
            }
        }
    }
}
