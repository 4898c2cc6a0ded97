package dev.serai.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A stream of server-sent events as a provider's connection would give it: each event after its pause, and broken at once
 * when it is cut. Read by one thread, cut by any.
 */
final class SandboxStream extends InputStream {
    private final Deque<byte[]> events = new ArrayDeque<>();
    private final long pauseMillis;
    private final boolean breaks;
    private final CountDownLatch cut = new CountDownLatch(1);
    private byte[] current = new byte[0];
    private int position;

    SandboxStream(long pauseMillis, boolean breaks) {
        this.pauseMillis = pauseMillis;
        this.breaks = breaks;
    }

    void event(byte[] data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(data.length + 8);
        event.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(data);
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        events.add(event.toByteArray());
    }

    /** Ends it as a broken connection would. */
    void cut() {
        cut.countDown();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (position == current.length) {
            byte[] next = next();
            if (next.length == 0) {
                return -1;
            }
            current = next;
            position = 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        cut();
    }

    private byte[] next() throws IOException {
        byte[] event = events.poll();
        if (event == null) {
            if (breaks) {
                throw new IOException("The sandbox broke the stream, as its model's name says");
            }
            return new byte[0];
        }
        try {
            if (cut.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                throw new IOException("The stream was cut");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the next event");
        }
        return event;
    }
}
