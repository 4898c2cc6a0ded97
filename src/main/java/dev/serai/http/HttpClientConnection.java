package dev.serai.http;

import dev.serai.calls.Client;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client at the other end of an HTTP connection. Written to by the request's thread, which waits while the client is slow;
 * told of its leaving by the event loop.
 */
final class HttpClientConnection implements Client {
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final long stallNanos;
    private final Semaphore drained = new Semaphore(0);
    private final List<Runnable> whenGone = new ArrayList<>(1);
    /** Keeps {@link #writeUnlessEnded} from writing behind the end. */
    private final Object ending = new Object();

    private boolean gone;
    private boolean cut;
    private @Nullable StreamPump pump;

    /**
     * @param connection that the response goes out by
     * @param stallNanos how long the client may take nothing
     */
    HttpClientConnection(HttpServerResponse response, HttpConnection connection, long stallNanos) {
        this.response = response;
        this.connection = connection;
        this.stallNanos = stallNanos;
        response.closeHandler(closed -> left());
        response.exceptionHandler(broken -> left());
        if (response.closed()) {
            left();
        }
    }

    /** What moves a stream to it that has broken and is to be gone on with; null if there is none. */
    @Nullable
    StreamPump pump() {
        return pump;
    }

    void pump(@Nullable StreamPump ofBrokenStream) {
        pump = ofBrokenStream;
    }

    HttpServerResponse response() {
        return response;
    }

    @Override
    public synchronized boolean gone() {
        return gone;
    }

    @Override
    public void onGone(Runnable action) {
        synchronized (this) {
            if (!gone) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Writes, and waits until the client has taken enough of what was written before.
     *
     * @return false if the client has left, or took nothing for too long
     */
    boolean write(Buffer bytes) {
        if (gone()) {
            return false;
        }
        response.write(bytes);
        return !response.writeQueueFull() || awaitDrain();
    }

    /** Writes without waiting, from any thread, for as long as the answer has not ended. */
    void writeUnlessEnded(Buffer bytes) {
        synchronized (ending) {
            if (!response.ended() && !gone()) {
                response.write(bytes);
            }
        }
    }

    /** Ends the answer; after the client's leaving too, so that the server knows that it is over. */
    void end() {
        synchronized (ending) {
            if (!response.ended()) {
                response.end();
            }
        }
    }

    /**
     * Breaks the answer off, so that the client can't take it for whole: the connection is closed behind what was written.
     * Waits until it is, since an end that is written before would be one.
     */
    void cut() {
        synchronized (ending) {
            if (response.ended()) {
                return;
            }
            if (!gone()) {
                synchronized (this) {
                    cut = true;
                }
                CountDownLatch closed = new CountDownLatch(1);
                channel().closeFuture().addListener(done -> closed.countDown());
                // Not the response's reset, after which Vert.x tells nobody of its end: what waits for it would wait
                // for ever.
                connection.close();
                await(closed);
            }
            response.end();
        }
    }

    private void await(CountDownLatch closed) {
        try {
            if (!closed.await(stallNanos, TimeUnit.NANOSECONDS)) {
                sever();
            }
        } catch (InterruptedException e) {
            sever();
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDrain() {
        drained.drainPermits();
        response.drainHandler(ready -> drained.release());
        try {
            while (response.writeQueueFull() && !gone()) {
                if (!drained.tryAcquire(stallNanos, TimeUnit.NANOSECONDS)) {
                    sever();
                    left();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !gone();
    }

    /** What the client does not take is dropped, and so is an end that is written behind it. */
    private void sever() {
        ConnectionWatch.of(connection).sever();
    }

    private Channel channel() {
        return ((ConnectionBase) connection).channel();
    }

    /** Who is cut off has not left. */
    private void left() {
        List<Runnable> actions;
        synchronized (this) {
            if (gone || cut) {
                return;
            }
            gone = true;
            actions = List.copyOf(whenGone);
        }
        drained.release();
        actions.forEach(Runnable::run);
    }
}
