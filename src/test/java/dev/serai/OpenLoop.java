package dev.serai;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests at a pace that does not depend on the answers, as users do: whoever waits does not keep the next from coming. A
 * request's latency counts from when it was due. The load of one process; not for measuring anything near a core's limit.
 */
final class OpenLoop implements AutoCloseable {
    private static final long TICK_MILLIS = 5;
    private static final int LONGEST_WAIT_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    /** By host and port; the loop's alone. */
    private final Map<String, PlainHttp> clients = new HashMap<>();

    /** What to send. */
    record Sending(URI address, HttpMethod method, Buffer body) {
        static Sending get(URI address) {
            return new Sending(address, HttpMethod.GET, Buffer.buffer());
        }

        Buffer bytes() {
            return Buffer.buffer(method + " " + address.getRawPath() + " HTTP/1.1\r\nhost: " + address.getAuthority()
                            + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n")
                    .appendBuffer(body);
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
     * @param lateNanos by how much later it was sent: the load's own doing
     * @param status of the answer, or 0 where there was none
     * @param retryAfter whether the answer says when to come back
     * @param body of an answer other than 200, and else empty
     */
    record Outcome(long dueNanos, long lateNanos, long latencyNanos, int status, boolean retryAfter, String body) {
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
        Buffer request = sending.bytes();
        URI address = sending.address();
        loop.runOnContext(begin -> {
            PlainHttp client = clients.computeIfAbsent(
                    address.getAuthority(), server -> new PlainHttp(vertx, address.getHost(), address.getPort()));
            vertx.setPeriodic(TICK_MILLIS, tick -> {
                long due = Math.min(requests, 1 + (long) ((System.nanoTime() - first) / 1e9 * perSecond));
                while (sent[0] < due) {
                    int index = sent[0]++;
                    long dueNanos = (long) (index / perSecond * 1e9);
                    long late = System.nanoTime() - first - dueNanos;
                    client.send(request).onComplete(answer -> {
                        long latency = System.nanoTime() - first - dueNanos;
                        outcomes[index] = answer.succeeded()
                                ? outcome(dueNanos, late, latency, answer.result())
                                : new Outcome(dueNanos, late, latency, 0, false, String.valueOf(answer.cause()));
                        if (++answered[0] == requests) {
                            all.complete(List.of(outcomes));
                        }
                    });
                }
                if (sent[0] == requests) {
                    vertx.cancelTimer(tick);
                }
            });
        });
        return all.orTimeout(length.toSeconds() + LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Outcome outcome(long due, long late, long latency, PlainHttp.Answer answer) {
        boolean served = answer.status() == 200;
        boolean retryAfter = answer.head().contains("\r\nretry-after:");
        return new Outcome(due, late, latency, answer.status(), retryAfter, served ? "" : answer.body());
    }

    /** How late in milliseconds the load itself was, but for one of a hundred requests. */
    static double lateness(List<Outcome> outcomes) {
        long[] late = outcomes.stream().mapToLong(Outcome::lateNanos).sorted().toArray();
        return late[Math.min(late.length - 1, late.length * 99 / 100)] / 1e6;
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
