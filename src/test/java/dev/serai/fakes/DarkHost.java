package dev.serai.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A host that swallows what is sent to it: no connection to it is ever made, since its queue of those that wait to be
 * accepted is full; or, where it is {@link #mute}, one is made and nothing comes back. Lives until closed.
 */
public final class DarkHost implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 500;

    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    private DarkHost(ServerSocket server) {
        this.server = server;
    }

    /** Takes no connection. */
    public static DarkHost unreachable() {
        DarkHost host = mute(1);
        try {
            while (host.fills()) {
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host;
    }

    /** Takes every connection, and never says a word: no TLS handshake gets anywhere. */
    public static DarkHost mute() {
        return mute(50);
    }

    private static DarkHost mute(int queue) {
        try {
            return new DarkHost(new ServerSocket(0, queue, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more waits to be accepted; false: there is no room any more. */
    private boolean fills() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port()), PATIENCE_MILLIS);
            waiting.add(socket);
            return true;
        } catch (SocketTimeoutException full) {
            socket.close();
            return false;
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
