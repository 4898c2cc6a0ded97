package dev.serai.config;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files again and again, and has what it finds judged when that has changed. It looks rather than waits for file events,
 * which are not to be had of a Kubernetes ConfigMap: that changes a link two levels above the file. A change counts once two
 * looks agree on it, so that a file being written is not taken for a shorter one. One daemon thread, on which all looks and
 * judgements run; one that throws ends nothing.
 *
 * @param <L> what a look finds, equal to the next if nothing has changed
 */
public final class FileWatch<L> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    static final long EVERY_MILLIS = 1_000;

    private final String subject;
    private final Supplier<L> look;
    private final Predicate<L> judge;
    private final ScheduledExecutorService thread;

    /** What is in use or was refused; like the next used by the thread alone once it runs. */
    private L judged;

    private @Nullable L candidate;

    /** Whether what was judged last is not in use; it may be judged once more when something else has changed. */
    private boolean refused;

    private volatile boolean again;

    private FileWatch(String subject, L known, Supplier<L> look, Predicate<L> judge) {
        this.subject = subject;
        this.look = look;
        this.judge = judge;
        this.judged = known;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher = new Thread(task, "serai-watch-" + subject);
            watcher.setDaemon(true);
            return watcher;
        });
    }

    /**
     * Begins to watch, a look a second.
     *
     * @param subject what the files hold, in a word that threads and logs are named by
     * @param known what is in use
     * @param judge puts what a look has found to use, and says whether it is in use now
     */
    public static <L> FileWatch<L> start(String subject, L known, Supplier<L> look, Predicate<L> judge) {
        return start(subject, known, look, judge, EVERY_MILLIS);
    }

    static <L> FileWatch<L> start(String subject, L known, Supplier<L> look, Predicate<L> judge, long everyMillis) {
        FileWatch<L> watch = new FileWatch<>(subject, known, look, judge);
        watch.thread.scheduleWithFixedDelay(
                watch.guarded(watch::tick), everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** What it has to go with has changed: what was refused is judged once more. Any thread. */
    public void tryAgain() {
        again = true;
    }

    /**
     * Looks now, takes what it finds for whole, and judges it if it has changed or was refused. Waits until that is done.
     *
     * @param inAnyCase judges it though it is in use
     * @throws TimeoutException if it takes longer
     * @throws IllegalStateException if it could not be judged, with the reason for a cause
     */
    public void lookNow(Duration longest, boolean inAnyCase) throws InterruptedException, TimeoutException {
        Future<?> looked = thread.submit(() -> {
            L now = look.get();
            candidate = null;
            if (inAnyCase || refused || !now.equals(judged)) {
                judge(now);
            }
        });
        try {
            looked.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The changed " + subject + " could not be put to use", e.getCause());
        }
    }

    /** Runs something on the watch's thread, unless it is closed before. */
    public void later(Duration in, Runnable what) {
        try {
            thread.schedule(guarded(what), in.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway ends, and with it what was to be done later", e);
        }
    }

    /** No look begins after this; one that runs is interrupted. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        L now = look.get();
        boolean retried = again && refused && now.equals(judged);
        again = false;
        if (now.equals(judged) && !retried) {
            candidate = null;
        } else if (retried || now.equals(candidate)) {
            judge(now);
        } else {
            candidate = now;
        }
    }

    private void judge(L now) {
        judged = now;
        refused = true;
        refused = !judge.test(now);
    }

    /** Thrown on, it would end the watch. */
    private Runnable guarded(Runnable what) {
        return () -> {
            try {
                what.run();
            } catch (RuntimeException e) {
                LOG.error("the changed {} could not be put to use", subject, e);
            }
        };
    }
}
