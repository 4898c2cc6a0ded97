package dev.serai;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests at a pace that does not depend on the answers, as users do: whoever waits does not keep the next from coming. A
 * request's latency counts from when it was due. The load of one process; not for measuring anything near a core's limit.
 */
final class OpenLoop implements AutoCloseable {
    private static final long TICK_MILLIS = 5;
    private static final int LONGEST_WAIT_SECONDS = 120;
    private static final PoolOptions CONNECTIONS = new PoolOptions().setHttp1MaxSize(8192);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(300), CONNECTIONS);

    /** What to send. */
    record Sending(URI address, HttpMethod method, Buffer body) {
        static Sending get(URI address) {
            return new Sending(address, HttpMethod.GET, Buffer.buffer());
        }

        static Sending chat(URI address, String model) {
            String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            return new Sending(address, HttpMethod.POST, Buffer.buffer(body));
        }
    }

    /**
     * What came of a request.
     *
     * @param dueNanos when it was to be sent, since the first one was
     * @param status of the answer, or 0 where there was none
     * @param retryAfter whether the answer says when to come back
     * @param body of an answer other than 200, and else empty
     */
    record Outcome(long dueNanos, long latencyNanos, int status, boolean retryAfter, String body) {
        double millis() {
            return latencyNanos / 1e6;
        }
    }

    /** Begins to send; it is done when every request has had its answer, in the order of the requests. */
    CompletableFuture<List<Outcome>> send(Sending sending, double perSecond, Duration length) {
        int requests = (int) (perSecond * length.toMillis() / 1000);
        CompletableFuture<List<Outcome>> all = new CompletableFuture<>();
        Outcome[] outcomes = new Outcome[requests];
        long first = System.nanoTime();
        int[] sent = {0};
        int[] answered = {0};
        vertx.getOrCreateContext()
                .runOnContext(begin -> vertx.setPeriodic(TICK_MILLIS, tick -> {
                    long due = Math.min(requests, 1 + (long) ((System.nanoTime() - first) / 1e9 * perSecond));
                    while (sent[0] < due) {
                        int index = sent[0]++;
                        long dueNanos = (long) (index / perSecond * 1e9);
                        one(sending).onComplete(answer -> {
                            long latency = System.nanoTime() - first - dueNanos;
                            outcomes[index] = answer.succeeded()
                                    ? answer.result().took(dueNanos, latency)
                                    : new Outcome(dueNanos, latency, 0, false, String.valueOf(answer.cause()));
                            if (++answered[0] == requests) {
                                all.complete(List.of(outcomes));
                            }
                        });
                    }
                    if (sent[0] == requests) {
                        vertx.cancelTimer(tick);
                    }
                }));
        return all.orTimeout(length.toSeconds() + LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private io.vertx.core.Future<Answer> one(Sending sending) {
        RequestOptions options = new RequestOptions()
                .setMethod(sending.method())
                .setAbsoluteURI(sending.address().toString())
                .putHeader("content-type", "application/json");
        return client.request(options)
                .compose(request -> send(request, sending.body()))
                .compose(response -> response.body().map(body -> Answer.of(response, body)));
    }

    private static io.vertx.core.Future<HttpClientResponse> send(HttpClientRequest request, Buffer body) {
        return body.length() == 0 ? request.send() : request.send(body);
    }

    private record Answer(int status, boolean retryAfter, String body) {
        static Answer of(HttpClientResponse response, Buffer body) {
            int status = response.statusCode();
            return new Answer(status, response.getHeader("retry-after") != null, status == 200 ? "" : body.toString());
        }

        Outcome took(long due, long latency) {
            return new Outcome(due, latency, status, retryAfter, body);
        }
    }

    /** The latency in milliseconds that so many of a hundred do not exceed. */
    static double percentile(List<Outcome> outcomes, double percent) {
        List<Double> sorted =
                new ArrayList<>(outcomes.stream().map(Outcome::millis).sorted().toList());
        return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * percent / 100)));
    }

    @Override
    public void close() {
        vertx.close();
    }
}
