package dev.serai.auth.tokens;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP, with bounds on what matters: two seconds for the whole answer, a mebibyte of it, and no redirects, since what
 * is trusted is the address of the settings. Blocks. Thread-safe.
 */
final class BoundedHttp {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final long WHOLE_MILLIS = 2_000;
    private static final int MOST_BYTES = 1024 * 1024;

    private final HttpClient client;

    /** An answer, whatever its status. */
    record Answer(int status, byte[] body) {}

    /** @param tls what is trusted instead of the JVM's authorities, or null */
    BoundedHttp(@Nullable SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        this.client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** @throws IOException if there is no answer within the bounds */
    Answer ask(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked = client.sendAsync(request, head -> new BoundedBody(MOST_BYTES));
        try {
            HttpResponse<byte[]> answer = asked.get(WHOLE_MILLIS, TimeUnit.MILLISECONDS);
            return new Answer(answer.statusCode(), answer.body());
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("no answer in " + WHOLE_MILLIS + " ms", e);
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
