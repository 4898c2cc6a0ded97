package dev.serai.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has come of requests behind one whose answer is not out. Vert.x must not see it before: it would not notice the client's
 * leaving any more, and would serve what is left behind. Lives on the connection's event loop.
 *
 * <p>Reading goes on meanwhile, since only a read tells that the client has left, up to a bound: from there on the rest waits in
 * the socket until all of this has had its turn.
 */
final class PipelinedRequests {
    /** Beyond what the read that brings the first of them has. */
    private static final int MOST_BYTES = 64 * 1024;

    private final ConnectionBase connection;
    private final Deque<Object> messages = new ArrayDeque<>(0);
    private long bytes;

    PipelinedRequests(ConnectionBase connection) {
        this.connection = connection;
    }

    boolean any() {
        return !messages.isEmpty();
    }

    /** Keeps a decoded part of a request, and its buffer. */
    void add(Object message) {
        messages.add(message);
    }

    /** So many bytes come while there are some. */
    void came(int more) {
        bytes += more;
        if (bytes > MOST_BYTES) {
            connection.doPause();
        }
    }

    /**
     * Takes the next part of a request, whose buffer is the caller's from then on; null if there is none.
     *
     * @param answering whether the request that was taken before has no answer yet: then there is none of the next
     */
    @Nullable
    Object next(boolean answering) {
        if (answering && messages.peek() instanceof HttpRequest) {
            return null;
        }
        Object message = messages.poll();
        if (message == null && bytes > 0) {
            bytes = 0;
            connection.doResume();
        }
        return message;
    }

    /** Nobody is going to serve them. */
    void release() {
        messages.forEach(ReferenceCountUtil::release);
        messages.clear();
    }
}
