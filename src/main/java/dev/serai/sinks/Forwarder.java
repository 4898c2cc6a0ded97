package dev.serai.sinks;

import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import dev.serai.sinks.Batch.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one sink's spool through its route, a batch at a time, in order, at least once. While the sink is away it tries
 * again, after a second at first and a minute at last; what the sink refuses goes, event by event, where dead letters go.
 * A thread of its own, from {@link #start} to {@link #stop}.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int BATCH = 500;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final int STOPPING_SECONDS = 10;

    private final String sink;
    private final Spool spool;
    private final SinkRoute route;
    private final ScheduledExecutorService thread;
    private long pause = FIRST_PAUSE_MILLIS;
    private Path file = Path.of("");
    /** How many events of the file have gone already. */
    private int gone;

    private volatile boolean up = true;
    private volatile long refused;

    Forwarder(String sink, Spool spool, SinkRoute route) {
        this.sink = sink;
        this.spool = spool;
        this.route = route;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread daemon = new Thread(work, "serai-sink-" + sink);
            daemon.setDaemon(true);
            return daemon;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = executor;
    }

    void start() {
        thread.schedule(this::run, 0, TimeUnit.MILLISECONDS);
    }

    private void run() {
        boolean went = false;
        try {
            went = forward();
        } catch (IOException | RuntimeException e) {
            LOG.error("the sink {} could not go on", sink, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (went != up) {
            up = went;
            if (went) {
                LOG.info("the sink {} has caught up", sink);
            }
        }
        pause = went ? FIRST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        if (!thread.isShutdown()) {
            thread.schedule(this::run, pause, TimeUnit.MILLISECONDS);
        }
    }

    private boolean forward() throws IOException, InterruptedException {
        for (Path each : spool.waiting()) {
            if (!each.equals(file)) {
                file = each;
                gone = 0;
            }
            Segment<Event> segment = Spool.read(each);
            List<Event> events = segment.entries();
            while (gone < events.size()) {
                List<Event> batch = alike(events.subList(gone, Math.min(events.size(), gone + BATCH)));
                if (thread.isShutdown() || !sent(batch)) {
                    return false;
                }
                gone += batch.size();
            }
            if (segment.rest() == Rest.DAMAGED) {
                LOG.error(
                        "a file of the sink {} is damaged; what can't be read of it is in {}",
                        sink,
                        spool.putAside(each));
            } else {
                spool.gone(each);
            }
        }
        return true;
    }

    /** A batch is of one kind. */
    private static List<Event> alike(List<Event> events) {
        List<Event> first = new ArrayList<>();
        for (Event event : events) {
            if (!event.kind().equals(events.get(0).kind())) {
                break;
            }
            first.add(event);
        }
        return first;
    }

    private boolean sent(List<Event> events) throws InterruptedException {
        Batch batch = new Batch();
        Outcome outcome = route.send(sink, events, batch);
        if (outcome == Outcome.REFUSED) {
            return events.size() == 1 ? buried(events.get(0), batch) : eachSent(events);
        }
        if (outcome == Outcome.AWAY && up) {
            LOG.warn("the sink {} takes no events, which wait for it: {}", sink, batch.reason());
        }
        return outcome == Outcome.DELIVERED;
    }

    /** One of them is to blame. Those before a failure are sent again, with it. */
    private boolean eachSent(List<Event> events) throws InterruptedException {
        for (Event event : events) {
            if (!sent(List.of(event))) {
                return false;
            }
        }
        return true;
    }

    private boolean buried(Event event, Batch refusal) throws InterruptedException {
        Batch batch = new Batch();
        boolean done = route.bury(sink, event, refusal.reason(), batch) == Outcome.DELIVERED;
        if (done) {
            refused++;
            LOG.warn("the sink {} refused an event, which is a dead letter now: {}", sink, refusal.reason());
        } else {
            LOG.error("a dead letter of the sink {} can't be put away: {}", sink, batch.reason());
        }
        return done;
    }

    /** Whether the last attempt went well. */
    boolean up() {
        return up;
    }

    /** Events that the sink did not want. */
    long refused() {
        return refused;
    }

    /** Sends no more after the batch that is on its way. */
    void end() {
        thread.shutdown();
    }

    /** Waits until that batch is gone, and not for ever. */
    void awaitEnd() {
        try {
            if (!thread.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
