package dev.serai.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to standard output on a thread of its own, all of the last 50 ms with one call: a line costs the request
 * neither a wake-up nor a system call. Warnings and errors are written at once. Thread-safe.
 *
 * <p>A queue that is nearly full drops info lines rather than stall an event loop; warnings and errors wait.
 */
public final class BatchingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int CAPACITY = 8192;
    private static final int KEPT_FOR_WARNINGS = 1024;
    private static final int MOST_AT_ONCE = 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Supplier<PrintStream> output;
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Thread writer;
    /** Whether the writer sleeps until it is woken. */
    private volatile boolean asleep;

    public BatchingAppender() {
        this(() -> System.out);
    }

    /** @param output asked before each write, since standard output may be replaced */
    BatchingAppender(Supplier<PrintStream> output) {
        this.output = output;
    }

    public void setEncoder(Encoder<ILoggingEvent> lines) {
        this.encoder = lines;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("The appender \"" + name + "\" has no encoder");
            return;
        }
        writer = new Thread(this::writeOn, "serai-log");
        writer.setDaemon(true);
        super.start();
        writer.start();
    }

    /** Writes what is queued, and ends. */
    @Override
    public void stop() {
        super.stop();
        Thread ending = writer;
        if (ending == null) {
            return;
        }
        LockSupport.unpark(ending);
        try {
            ending.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        boolean pressing = event.getLevel().isGreaterOrEqual(Level.WARN);
        if (!pressing && queue.remainingCapacity() <= KEPT_FOR_WARNINGS) {
            return;
        }
        event.prepareForDeferredProcessing();
        try {
            queue.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (asleep || pressing) {
            asleep = false;
            LockSupport.unpark(writer);
        }
    }

    private void writeOn() {
        List<ILoggingEvent> batch = new ArrayList<>(MOST_AT_ONCE);
        while (isStarted() || !queue.isEmpty()) {
            queue.drainTo(batch, MOST_AT_ONCE);
            if (batch.isEmpty()) {
                sleep();
                continue;
            }
            write(batch);
            boolean more = batch.size() == MOST_AT_ONCE;
            batch.clear();
            if (!more && isStarted()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Until the next event: whoever queues one after the second look sees that the writer sleeps. */
    private void sleep() {
        asleep = true;
        if (queue.isEmpty() && isStarted()) {
            LockSupport.park();
        }
        asleep = false;
    }

    private void write(List<ILoggingEvent> batch) {
        Encoder<ILoggingEvent> lines = encoder;
        if (lines == null) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.size() * 512);
        for (ILoggingEvent event : batch) {
            try {
                bytes.writeBytes(lines.encode(event));
            } catch (RuntimeException e) {
                addError("A line could not be written", e);
            }
        }
        PrintStream to = output.get();
        try {
            bytes.writeTo(to);
        } catch (IOException e) {
            addError("Lines could not be written", e);
        }
        to.flush();
    }
}
