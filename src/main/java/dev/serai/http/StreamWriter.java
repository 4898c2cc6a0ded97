package dev.serai.http;

import dev.serai.calls.Transcript;
import dev.serai.dialects.ClientDialect;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream to its client, in pieces that a slow one can take: as long as a piece has not left whole, nobody can tell
 * that any of it was taken. One for each streamed answer; used by the request's thread, but for {@link #keepAlive}, which any
 * thread may call.
 */
final class StreamWriter {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final long TAKEN_MILLIS = 100;

    private final HttpClientConnection client;
    private final ClientDialect dialect;
    private final @Nullable Transcript transcript;
    /** Held while an event is written in pieces: nothing goes between. */
    private final ReentrantLock withinEvent = new ReentrantLock();

    /** Whether the client has got its first event: nothing goes before that, not even a sign of life. */
    private volatile boolean begun;

    private volatile long writtenNanos = System.nanoTime();

    /** @param transcript keeps what is written, but for what keeps the stream alive; null: nobody does */
    StreamWriter(HttpClientConnection client, ClientDialect dialect, @Nullable Transcript transcript) {
        this.client = client;
        this.dialect = dialect;
        this.transcript = transcript;
    }

    /**
     * Writes events, in one piece where they are few, and waits while the client is slow.
     *
     * @param chunks what each event says, in the client's dialect
     * @return false if the client has left, or took nothing for too long
     */
    boolean events(List<byte[]> chunks) {
        int from = 0;
        while (from < chunks.size()) {
            int size = sizeOf(chunks.get(from));
            int to = from + 1;
            while (to < chunks.size() && size + sizeOf(chunks.get(to)) <= PIECE_BYTES) {
                size += sizeOf(chunks.get(to));
                to++;
            }
            boolean taken =
                    size <= PIECE_BYTES ? write(joined(chunks.subList(from, to), size)) : longEvent(chunks.get(from));
            from = to;
            if (!taken || from < chunks.size() && !settled()) {
                return false;
            }
        }
        return true;
    }

    private boolean longEvent(byte[] chunk) {
        withinEvent.lock();
        try {
            boolean taken = true;
            for (int from = 0; taken && from < chunk.length; from += PIECE_BYTES) {
                int length = Math.min(PIECE_BYTES, chunk.length - from);
                taken = write(piece(chunk, from, length)) && (from + length == chunk.length || settled());
            }
            return taken;
        } finally {
            withinEvent.unlock();
        }
    }

    /**
     * Waits until a piece has left, or at least until the event loop must have taken it: before, the client's queue does not look
     * full, and all the pieces would stand in it as one.
     */
    private boolean settled() {
        CountDownLatch left = new CountDownLatch(1);
        client.response().write(Buffer.buffer()).onComplete(written -> left.countDown());
        try {
            return left.await(TAKEN_MILLIS, TimeUnit.MILLISECONDS) || !client.gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Buffer piece(byte[] chunk, int from, int length) {
        Buffer piece = Buffer.buffer(length);
        if (from == 0) {
            piece.appendBytes(dialect.beforeEvent());
        }
        piece.appendBytes(chunk, from, length);
        return from + length < chunk.length ? piece : piece.appendBytes(dialect.afterEvent());
    }

    private int sizeOf(byte[] chunk) {
        return dialect.beforeEvent().length + chunk.length + dialect.afterEvent().length;
    }

    private Buffer joined(List<byte[]> chunks, int size) {
        byte[] before = dialect.beforeEvent();
        byte[] after = dialect.afterEvent();
        Buffer events = Buffer.buffer(size);
        for (byte[] chunk : chunks) {
            events.appendBytes(before).appendBytes(chunk).appendBytes(after);
        }
        return events;
    }

    /**
     * Writes what is framed already.
     *
     * @return false if the client has left, or took nothing for too long
     */
    boolean write(Buffer bytes) {
        writtenNanos = System.nanoTime();
        if (transcript != null && !transcript.cut()) {
            transcript.add(bytes.getBytes(), 0, bytes.length());
        }
        boolean taken = client.write(bytes);
        begun = true;
        return taken;
    }

    /**
     * Writes a sign of life without waiting, if the stream has begun and the client is not in the middle of an event.
     *
     * @param silentNanos how long nothing must have been written
     */
    void keepAlive(long nowNanos, long silentNanos) {
        if (begun && nowNanos - writtenNanos > silentNanos && withinEvent.tryLock()) {
            try {
                writtenNanos = nowNanos;
                client.writeUnlessEnded(Buffer.buffer(dialect.keepAlive()));
            } finally {
                withinEvent.unlock();
            }
        }
    }
}
