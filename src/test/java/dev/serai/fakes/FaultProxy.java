package dev.serai.fakes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A TCP proxy before a server on loopback, which delays, drops, throttles and resets what the server sends, and counts it. What
 * is set holds for connections that are there and for those that come. Thread-safe; lives until closed.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final ServerSocket listener;
    private final URI server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong passed = new AtomicLong();
    private volatile Duration delay = Duration.ZERO;
    private volatile int bytesAtOnce = PIECE;
    private volatile boolean dropping;

    private FaultProxy(URI server, ServerSocketFactory sockets) {
        this.server = server;
        try {
            listener = sockets.createServerSocket(0, 256, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("fault proxy", this::acceptConnections);
    }

    /** @param server scheme, host and port of the server behind it */
    public static FaultProxy before(URI server) {
        return new FaultProxy(server, ServerSocketFactory.getDefault());
    }

    /** One that speaks TLS, with what the context shows; the server behind it does not. */
    public static FaultProxy secure(URI server, SSLContext shown) {
        return new FaultProxy(server, shown.getServerSocketFactory());
    }

    /** Host and port. */
    public String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Every piece of an answer waits for so long; with {@link #throttle} that makes a bandwidth. */
    public void delay(Duration wait) {
        delay = wait;
    }

    /** No more than so many bytes of an answer pass at once. */
    public void throttle(int bytes) {
        bytesAtOnce = bytes;
    }

    /** What the server sends is read, and gets lost. */
    public void drop(boolean all) {
        dropping = all;
    }

    /** Resets every connection there is, on both sides. */
    public void reset() {
        sockets.forEach(FaultProxy::reset);
    }

    /** Bytes of answers that have passed. */
    public long passed() {
        return passed.get();
    }

    /** Connections that have come. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptConnections() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Socket behind = new Socket(server.getHost(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                daemon("fault proxy, requests", () -> pass(client, behind, false));
                daemon("fault proxy, answers", () -> pass(behind, client, true));
            } catch (IOException e) {
                return; // Closed: the test is over.
            }
        }
    }

    /** One direction of a connection, to its end, which is the end of both. */
    private void pass(Socket from, Socket to, boolean answers) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = 0; count >= 0; count = in.read(piece, 0, answers ? bytesAtOnce : PIECE)) {
                if (answers) {
                    Thread.sleep(delay.toMillis());
                }
                if (!answers || !dropping) {
                    out.write(piece, 0, count);
                    out.flush();
                    passed.addAndGet(answers ? count : 0);
                }
            }
        } catch (IOException e) {
            // One side has left, or was reset: so is the other one now.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
