package dev.serai.outbound;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP, with bounds on what matters: a time for the whole answer (the JDK's own ends with its head, and a body may
 * never end), a mebibyte of it, and no redirects, since what is trusted is the address of the settings. Blocks. Thread-safe.
 */
public final class BoundedHttp {
    private static final int MOST_BYTES = 1024 * 1024;

    private final HttpClient client;
    private final Duration whole;

    /** An answer, whatever its status. */
    public record Answer(int status, byte[] body) {}

    /**
     * @param connect how long a connection may take
     * @param whole how long it may take from the question to the answer's end
     * @param tls what is trusted instead of the JVM's authorities, or null
     */
    public BoundedHttp(Duration connect, Duration whole, @Nullable SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect);
        this.client = (tls == null ? builder : builder.sslContext(tls)).build();
        this.whole = whole;
    }

    /**
     * Asks.
     *
     * @throws IOException if there is no answer within the bounds, or the thread is interrupted, which it stays
     */
    public Answer ask(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = awaited(client.sendAsync(request, head -> new BoundedBody(MOST_BYTES)));
        return new Answer(answer.statusCode(), answer.body());
    }

    /**
     * Asks where only the status is of use; the body may be as long as it likes, but for the time.
     *
     * @throws IOException as {@link #ask} does
     */
    public int status(HttpRequest request) throws IOException {
        return awaited(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .statusCode();
    }

    private <T> T awaited(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            HttpTimeoutException late = new HttpTimeoutException("no whole answer in " + whole.toMillis() + " ms");
            late.initCause(e);
            throw late;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
