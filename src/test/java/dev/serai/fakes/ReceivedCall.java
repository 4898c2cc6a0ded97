package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request that a fake provider received: what it was, when it came, and how it ended. Thread-safe. */
public final class ReceivedCall {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A header as it was written. */
    public record Header(String name, String value) {}

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;
    private final Instant arrivedAt = Instant.now();
    private final CompletableFuture<Instant> closedByPeer = new CompletableFuture<>();
    private final CompletableFuture<Instant> answered = new CompletableFuture<>();
    private volatile @Nullable RequestRefused refusal;

    /** A call as it would have been received: for tests of what verifies it. */
    public ReceivedCall(String method, String target, List<Header> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** Path and query as they stood in the request line. */
    public String target() {
        return target;
    }

    /** The path as it was written, percent signs and all. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** The query as it was written, without its question mark; empty if there was none. */
    public String query() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    public List<Header> headers() {
        return headers;
    }

    /** Every value of a header, in order. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** The first value of a header. */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The names of all headers in lower case. */
    public List<String> headerNames() {
        return headers.stream()
                .map(header -> header.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    public byte[] body() {
        return body.clone();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as a tree.
     *
     * @throws UncheckedIOException if it is not JSON
     */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the request had been read whole. */
    public Instant arrivedAt() {
        return arrivedAt;
    }

    /** Why the fake refused the call as the real provider would; null if it did not. */
    public @Nullable RequestRefused refusal() {
        return refusal;
    }

    /** Whether a text stands anywhere in the request: its line, its headers or its body. */
    public boolean contains(String text) {
        return target.contains(text)
                || headers.stream()
                        .anyMatch(header ->
                                header.name().contains(text) || header.value().contains(text))
                || text().contains(text);
    }

    /** Whether the peer has closed the connection before the reply was over. */
    public boolean isClosedByPeer() {
        return closedByPeer.isDone();
    }

    /** Waits until the peer closes the connection before the reply is over, and says when it did. */
    public Instant awaitClosedByPeer(Duration atMost) throws InterruptedException {
        return await(closedByPeer, atMost, "was not closed by its peer");
    }

    /** Waits until the reply has been written whole, and says when it was. */
    public Instant awaitAnswered(Duration atMost) throws InterruptedException {
        return await(answered, atMost, "was not answered whole");
    }

    void refused(RequestRefused reason) {
        refusal = reason;
    }

    void answeredWhole() {
        answered.complete(Instant.now());
    }

    void abandoned(Instant when) {
        closedByPeer.complete(when);
    }

    private Instant await(CompletableFuture<Instant> event, Duration atMost, String failure)
            throws InterruptedException {
        try {
            return event.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError(method + " " + target + " " + failure + " within " + atMost, e);
        }
    }

    @Override
    public String toString() {
        RequestRefused reason = refusal;
        return method + " " + target + (reason == null ? "" : " refused: " + reason.reason());
    }
}
