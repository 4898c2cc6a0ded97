package dev.serai.calls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer that goes to the client as it is, being read. One for each native call, used by the request's thread.
 */
public final class RawAnswer {
    private static final int READ_BYTES = 16 * 1024;

    private final Attempt attempt;
    private final int status;
    private final Map<String, String> headers;
    private InputStream body;
    private final byte[] buffer = new byte[READ_BYTES];
    private int first;

    /** @param headers by their names in lower case */
    public RawAnswer(Attempt attempt, int status, Map<String, String> headers, InputStream body) {
        this.attempt = attempt;
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /**
     * Reads the first bytes, while nothing has gone to the client.
     *
     * @throws dev.serai.errors.ProviderException if the provider breaks off before them
     */
    public void prime() {
        first = read();
        attempt.heard();
    }

    /**
     * Reads a refusal to its end, after {@link #prime}, while nothing of it has gone to the client; it is still to be had by
     * {@link #next}.
     *
     * @param most bytes
     * @return all of it; null: it is longer
     * @throws dev.serai.errors.ProviderException if the provider breaks off, or is silent for too long
     * @throws ClientGoneException if the client has left, or the deadline has passed
     */
    public byte @Nullable [] hold(int most) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int count = next(); count >= 0; count = next()) {
            whole.write(buffer, 0, count);
            if (whole.size() > most) {
                return null;
            }
        }
        byte[] bytes = whole.toByteArray();
        body = new ByteArrayInputStream(bytes);
        return bytes;
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The bytes of the last {@link #next}, valid until the one after it. */
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Reads what has come, at first what {@link #prime} has read.
     *
     * @return how many bytes stand in {@link #buffer}, or -1 at the end
     * @throws dev.serai.errors.ProviderException if the provider breaks off, or is silent for too long
     * @throws ClientGoneException if the client has left, or the deadline has passed
     */
    public int next() {
        if (first != 0) {
            int count = first;
            first = 0;
            return count;
        }
        attempt.listening();
        int count = read();
        attempt.heard();
        return count;
    }

    private int read() {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw TransportFailure.of(attempt, e);
        }
    }
}
