package dev.serai;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are written as they are, and answers that tell their length: a client that costs next to nothing, so that the
 * load of a test is not what is measured. One request at a time on a connection; connections are kept, and what comes beyond
 * {@link #MOST} of them waits for one. To one server, on one event loop.
 */
final class PlainHttp {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

    private static final int MOST = 2048;

    private final String host;
    private final int port;
    private final NetClient client;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int connections;
    private final Deque<Connection> idle = new ArrayDeque<>();

    PlainHttp(Vertx vertx, String host, int port) {
        this.host = host;
        this.port = port;
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** @param head in lower case */
    record Answer(int status, String head, String body) {}

    /** Sends a whole request, and waits for the whole of its answer. */
    Future<Answer> send(Buffer request) {
        Promise<Answer> promise = Promise.promise();
        Connection free = idle.pollFirst();
        if (free != null) {
            free.send(request, promise);
        } else if (connections < MOST) {
            connections++;
            client.connect(port, host)
                    .onSuccess(socket -> new Connection(socket).send(request, promise))
                    .onFailure(failure -> {
                        connections--;
                        promise.fail(failure);
                    });
        } else {
            queue.add(new Waiting(request, promise));
        }
        return promise.future();
    }

    private record Waiting(Buffer request, Promise<Answer> promise) {}

    private final class Connection {
        private final NetSocket socket;
        private Buffer received = Buffer.buffer();
        private @Nullable Promise<Answer> waiting;
        private boolean closed;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::receive);
            socket.exceptionHandler(failure -> end(failure));
            socket.closeHandler(end -> end(new IOException("The connection was closed")));
        }

        void send(Buffer request, Promise<Answer> promise) {
            waiting = promise;
            socket.write(request);
        }

        private void next() {
            Waiting next = queue.poll();
            if (next == null) {
                idle.addFirst(this);
            } else {
                send(next.request(), next.promise());
            }
        }

        private void receive(Buffer bytes) {
            received.appendBuffer(bytes);
            int head = endOfHead();
            if (head < 0) {
                return;
            }
            String text = received.getString(0, head).toLowerCase(Locale.ROOT);
            Matcher length = LENGTH.matcher(text);
            if (!length.find()) {
                end(new IOException("An answer without its length: " + text));
                socket.close();
                return;
            }
            int end = head + Integer.parseInt(length.group(1));
            if (received.length() >= end) {
                Answer answer =
                        new Answer(Integer.parseInt(text.substring(9, 12)), text, received.getString(head, end));
                received = Buffer.buffer();
                Promise<Answer> promise = waiting;
                waiting = null;
                if (!closed && !text.contains("\r\nconnection: close\r\n")) {
                    next();
                }
                if (promise != null) {
                    promise.complete(answer);
                }
            }
        }

        /** Behind the head, or -1. */
        private int endOfHead() {
            int last = received.length() - END_OF_HEAD.length;
            for (int at = 0; at <= last; at++) {
                if (received.getByte(at + 3) == '\n'
                        && received.getByte(at) == '\r'
                        && received.getByte(at + 1) == '\n'
                        && received.getByte(at + 2) == '\r') {
                    return at + END_OF_HEAD.length;
                }
            }
            return -1;
        }

        private void end(Throwable why) {
            if (!closed) {
                closed = true;
                connections--;
                idle.remove(this);
            }
            Promise<Answer> promise = waiting;
            waiting = null;
            if (promise != null) {
                promise.fail(why);
            }
        }
    }
}
