package dev.serai.fakes;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A server that answers one request with 200 and the beginning of a body, and never with its end. Lives until closed. */
public final class EndlessAnswer implements AutoCloseable {
    private static final byte[] BEGINNING =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final Thread server = new Thread(this::serve, "endless-answer");

    private EndlessAnswer(ServerSocket listening) {
        this.listening = listening;
    }

    public static EndlessAnswer start() {
        try {
            EndlessAnswer endless = new EndlessAnswer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            endless.server.start();
            return endless;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return URI.create("http://localhost:" + listening.getLocalPort() + "/");
    }

    /** Returns when whoever asked has left. */
    public void awaitLeft() throws InterruptedException {
        server.join();
    }

    private void serve() {
        try (Socket asked = listening.accept()) {
            asked.getOutputStream().write(BEGINNING);
            asked.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // Left with a reset, or closed before anybody asked: gone either way.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
