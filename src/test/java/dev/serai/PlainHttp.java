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
 * load of a test is not what is measured. One request at a time on a connection; connections are kept. Used on one event loop.
 */
final class PlainHttp {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

    private final NetClient client;
    private final Deque<Connection> idle = new ArrayDeque<>();

    PlainHttp(Vertx vertx) {
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** @param head in lower case */
    record Answer(int status, String head, String body) {}

    /** Sends a whole request, and waits for the whole of its answer. */
    Future<Answer> send(String host, int port, Buffer request) {
        Connection free = idle.pollFirst();
        return free != null
                ? free.send(request)
                : client.connect(port, host).compose(socket -> new Connection(socket).send(request));
    }

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

        Future<Answer> send(Buffer request) {
            Promise<Answer> promise = Promise.promise();
            waiting = promise;
            socket.write(request);
            return promise.future();
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
                    idle.addFirst(this);
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
            closed = true;
            idle.remove(this);
            Promise<Answer> promise = waiting;
            waiting = null;
            if (promise != null) {
                promise.fail(why);
            }
        }
    }
}
