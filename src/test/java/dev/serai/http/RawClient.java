package dev.serai.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes that it is told to. */
final class RawClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    static RawClient connect(int port) {
        try {
            return new RawClient(new Socket("127.0.0.1", port));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static RawClient over(Socket socket) {
        try {
            return new RawClient(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends what it can: the server may have closed by then. */
    RawClient sendWhatGoes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closed) {
            return this;
        }
        return this;
    }

    RawClient get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: gateway\r\n\r\n");
    }

    RawClient post(String path, String body, String... headers) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: gateway\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    RawClient chat(String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: application/json";
        return post("/v1/chat/completions", body, all);
    }

    Answer read() {
        try {
            String[] status = line().split(" ", 3);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            return new Answer(
                    Integer.parseInt(status[1]), headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** So many of the bytes that come, or as many as come before the connection ends. */
    int take(int bytes) {
        try {
            return in.readNBytes(bytes).length;
        } catch (SocketException reset) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed after: " + line);
                }
                line.append((char) c);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return line.toString().stripTrailing();
    }

    /** Whether the server closes, saying no more. */
    boolean closed() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    record Answer(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        String code() {
            return json().path("error").path("code").asText();
        }
    }
}
