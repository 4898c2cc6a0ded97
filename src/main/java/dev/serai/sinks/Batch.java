package dev.serai.sinks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way through a sink's route, and what became of them. It travels with each of them; the route's steps tell
 * it. Thread-safe; for one try.
 */
final class Batch {
    /** The name of the variable that carries it. */
    static final String VARIABLE = "batch";

    /** How a try ended. */
    enum Outcome {
        /** The sink has them. */
        DELIVERED,
        /** The sink does not want them, now or later. */
        REFUSED,
        /** Whether the sink has them nobody knows, and so it gets them again. */
        AWAY
    }

    private int taken;
    private int delivered;
    private boolean refused;
    private boolean failed;
    private @Nullable String reason;

    /** The aggregator has one more. */
    synchronized void taken() {
        taken++;
    }

    /** So many have arrived. */
    synchronized void delivered(int count) {
        delivered += count;
        notifyAll();
    }

    synchronized void refused(@Nullable String why) {
        refused = true;
        reason = why;
        notifyAll();
    }

    synchronized void failed(@Nullable String why) {
        failed = true;
        reason = why;
        notifyAll();
    }

    /** Whether it is known that it does not arrive as a whole. */
    synchronized boolean over() {
        return refused || failed;
    }

    synchronized @Nullable String reason() {
        return reason;
    }

    /** Waits until what was taken has arrived, was refused or failed; events that a route let fall are not waited for. */
    synchronized Outcome await(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!refused && !failed && delivered < taken) {
            long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (rest <= 0) {
                reason = "the sink's route did not end within " + millis + " ms";
                return Outcome.AWAY;
            }
            wait(rest);
        }
        return failed ? Outcome.AWAY : refused ? Outcome.REFUSED : Outcome.DELIVERED;
    }
}
