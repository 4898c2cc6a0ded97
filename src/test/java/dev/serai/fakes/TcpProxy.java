package dev.serai.fakes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stands before a server on loopback, and goes away, comes back, and dawdles as the test wants. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile CountDownLatch flowing = new CountDownLatch(0);
    private volatile boolean silent;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        this.listener = listen(FreePorts.next());
        this.port = listener.getLocalPort();
        accept(listener);
    }

    public static TcpProxy before(int target) {
        try {
            return new TcpProxy(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** From now on nobody gets through, nor stays. */
    public void cut() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.clear();
    }

    /** From now on everybody does again. */
    public void restore() {
        silent = false;
        try {
            listener = listen(port);
            accept(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nothing that is sent arrives, until {@link #release}; connections stay. */
    public void hold() {
        flowing = new CountDownLatch(1);
    }

    /** The next time that the server answers, nobody gets to hear it, and from then on nobody gets through. */
    public void cutAtAnswer() {
        silent = true;
    }

    /** What was held goes on. */
    public void release() {
        flowing.countDown();
    }

    @Override
    public void close() {
        cut();
        release();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void accept(ServerSocket from) {
        daemon(() -> {
            while (!from.isClosed()) {
                Socket client = from.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                if (from.isClosed()) {
                    client.close();
                    server.close();
                }
                daemon(() -> pump(client, server, false));
                daemon(() -> pump(server, client, true));
            }
        });
    }

    private void pump(Socket from, Socket to, boolean answers) throws IOException, InterruptedException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                flowing.await();
                if (answers && silent) {
                    cut();
                    return;
                }
                out.write(bytes, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A connection that ends is the end of its thread, whoever ended it. */
    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                },
                "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
