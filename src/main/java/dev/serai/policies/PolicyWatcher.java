package dev.serai.policies;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the list of policies and their files, and hands them over when they have changed. Looks at the bytes every second, links
 * followed; a change counts once two looks agree on it, so that a file being written is not taken for a shorter one. One daemon
 * thread, on which the callbacks run; one that throws ends nothing.
 */
public final class PolicyWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatcher.class);
    private static final long EVERY_MILLIS = 1_000;

    private final PolicyRoutes routes;
    private final Changes changes;
    private final ScheduledExecutorService thread;
    private final ByteBuffer callerAtStart;

    /** What is in use or was refused; like the next used by the thread alone once it runs. */
    private Look judged;

    private @Nullable Look candidate;

    /** Whether what was judged last is in use; it may be judged once more when something else has changed. */
    private boolean refused;

    private volatile boolean again;

    /** What becomes of changes. */
    public interface Changes {
        /**
         * All policies, of which the list or at least one file has changed.
         *
         * @param callerChanged whether the route that calls them is another than at start: it is not loaded again
         * @return whether they are in use now
         */
        boolean changed(PolicySet policies, boolean callerChanged);

        /** They can't be read. */
        void unreadable(List<ConfigurationProblem> problems);
    }

    /** @param seen the list's names and the files' bytes, to be compared */
    private record Look(@Nullable PolicySet policies, List<Object> seen, List<ConfigurationProblem> problems) {
        boolean same(@Nullable Look other) {
            return other != null && seen.equals(other.seen) && problems.equals(other.problems);
        }
    }

    private PolicyWatcher(PolicyRoutes routes, Changes changes) {
        this.routes = routes;
        this.changes = changes;
        this.callerAtStart = routes.caller();
        this.judged = look();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher = new Thread(task, "serai-policy-watcher");
            watcher.setDaemon(true);
            return watcher;
        });
    }

    /** Begins to watch; what the files hold now counts as known. */
    public static PolicyWatcher start(PolicyRoutes routes, Changes changes) {
        PolicyWatcher watcher = new PolicyWatcher(routes, changes);
        watcher.thread.scheduleWithFixedDelay(watcher::tick, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watcher;
    }

    /** Runs something on the watcher's thread, unless it is closed before. */
    public void later(Duration in, Runnable what) {
        try {
            thread.schedule(guarded(what), in.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway ends, and with it what was to be done later", e);
        }
    }

    /** What they have to go with has changed: those that were refused are tried once more. Any thread. */
    public void tryAgain() {
        again = true;
    }

    /** No callback begins after this; one that runs is interrupted. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /**
     * Looks now, takes what has changed for whole, and tries once more what was refused. Waits until that is done.
     *
     * @throws TimeoutException if it takes longer
     */
    public void lookNow(Duration longest) throws InterruptedException, TimeoutException {
        Future<?> looked = thread.submit(guarded(() -> {
            Look now = look();
            candidate = null;
            if (refused || !now.same(judged)) {
                judge(now);
            }
        }));
        try {
            looked.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The policies could not be put to use", e.getCause());
        }
    }

    private void tick() {
        guarded(() -> {
                    Look now = look();
                    boolean retried = again && refused && now.same(judged);
                    again = false;
                    if (now.same(judged) && !retried) {
                        candidate = null;
                    } else if (retried || now.same(candidate)) {
                        judge(now);
                    } else {
                        candidate = now;
                    }
                })
                .run();
    }

    private void judge(Look now) {
        judged = now;
        refused = true;
        if (now.policies() != null) {
            refused = !changes.changed(now.policies(), !routes.caller().equals(callerAtStart));
        } else {
            changes.unreadable(now.problems());
        }
    }

    private Look look() {
        try {
            PolicySet policies = routes.read();
            List<Object> seen = new ArrayList<>(policies.listed());
            policies.files().forEach(file -> seen.add(ByteBuffer.wrap(file.content())));
            seen.add(routes.caller());
            return new Look(policies, seen, List.of());
        } catch (InvalidConfigurationException e) {
            return new Look(null, List.of(), e.problems());
        }
    }

    /** Thrown on, it would end the watch. */
    private static Runnable guarded(Runnable what) {
        return () -> {
            try {
                what.run();
            } catch (RuntimeException e) {
                LOG.error("The changed policies could not be put to use", e);
            }
        };
    }
}
