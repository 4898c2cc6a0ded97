package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.OpenLoop.Outcome;
import dev.serai.OpenLoop.Sending;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Too many requests, and a provider that hangs: row F41 and promises P11 and P12 of the table of faults, with their numbers. The
 * gateway is the launcher's, on a core of its own where there are two; the load is warm before it begins. It wants a machine that
 * does nothing else.
 */
@Tag("load")
@Timeout(600)
class OverloadIT {
    /** {@code -Dload.seconds}: less than the minute is for trying something out. */
    private static final int SECONDS = Integer.getInteger("load.seconds", 60);

    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final int PLACES = 100;
    private static final int PROVIDER_MILLIS = 200;
    /** What so many places can serve in a second, while the provider takes its time. */
    private static final double PEAK = PLACES * 1000.0 / PROVIDER_MILLIS;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
            "message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private static final String MAPPING = """
            model_mappings:
              well: {default_provider: well, providers: {well: {model: gpt-4o}}}
              hanging: {default_provider: hanging, providers: {hanging: {model: gpt-4o}}}
              instant: {default_provider: instant, providers: {instant: {model: gpt-4o}}}
              streaming: {default_provider: streaming, providers: {streaming: {model: gpt-4o}}}
            providers:
              well: {type: openai, base_url: "http://127.0.0.1:PORT/well/v1", max_concurrent: 100, health_probe: {enabled: false}}
              hanging: {type: openai, base_url: "http://127.0.0.1:PORT/hanging/v1", timeout: 3s, health_probe: {enabled: false}}
              instant: {type: openai, base_url: "http://127.0.0.1:PORT/instant/v1", health_probe: {enabled: false}}
              streaming: {type: openai, base_url: "http://127.0.0.1:PORT/streaming/v1", health_probe: {enabled: false}}
            """;
    private static final int GAP_MILLIS = 50;
    private static final int EVENTS = 200;
    private static final int STREAMS = 20;
    private static final String EVENT = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",\
            "choices":[{"index":0,"delta":{"content":"x"},"finish_reason":%s}]}

            """;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final OpenLoop load = new OpenLoop();
    private final OpenLoop watching = new OpenLoop();
    private HttpServer provider;

    @BeforeEach
    void startProvider() throws Exception {
        // All threads of this process leave a core to the gateway.
        keepTo("1-" + (CORES - 1));
        provider = vertx.createHttpServer(
                        new HttpServerOptions().setAcceptBacklog(4096).setHost("127.0.0.1"))
                .requestHandler(this::answer)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Files.writeString(
                folder.resolve("mapping.yaml"), MAPPING.replace("PORT", Integer.toString(provider.actualPort())));
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.path().startsWith("/well")) {
            vertx.setTimer(PROVIDER_MILLIS, due -> response.putHeader("Content-Type", "application/json")
                    .end(ANSWER));
        } else if (request.path().startsWith("/instant")) {
            response.putHeader("Content-Type", "application/json").end(ANSWER);
        } else if (request.path().startsWith("/streaming")) {
            response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            int[] sent = {0};
            vertx.setPeriodic(GAP_MILLIS, tick -> {
                boolean last = ++sent[0] == EVENTS;
                response.write(EVENT.formatted(last ? "\"stop\"" : "null"));
                if (last) {
                    vertx.cancelTimer(tick);
                    response.end("data: [DONE]\n\n");
                }
            });
        }
    }

    @AfterEach
    void stopProvider() throws Exception {
        keepTo("0-" + (CORES - 1));
        load.close();
        watching.close();
        vertx.close();
    }

    @Test
    @DisplayName(
            "F41 ten times what it can serve, for a minute: it serves what it can, and says so to the rest at once")
    void f41_tenTimesTheLoad() throws Exception {
        try (GatewayProcess gateway = start(Map.of("MAX_IN_FLIGHT", Integer.toString(PLACES)))) {
            Sending chat = Sending.chat(gateway.address("/v1/chat/completions"), "well");
            Sending health = Sending.get(gateway.address("/health"));
            load.send(chat, PEAK / 2, Duration.ofSeconds(30)).join();
            load.send(chat, PEAK * 4, Duration.ofSeconds(10)).join();
            warmUpTheLoad();
            Duration measured = Duration.ofSeconds(10);
            double peak = served(load.send(chat, PEAK, measured).join()).size() / 10.0;

            Duration length = Duration.ofSeconds(SECONDS);
            CompletableFuture<List<Outcome>> looks = watching.send(health, 20, length);
            CompletableFuture<List<Outcome>> storm = load.send(chat, PEAK * 10, length);
            List<Outcome> outcomes = storm.join();
            say("the load itself late by p99 %.1f ms", OpenLoop.lateness(outcomes));
            List<Outcome> after =
                    load.send(chat, PEAK * 0.8, Duration.ofSeconds(15)).join();

            List<Outcome> served = served(outcomes);
            List<Outcome> refused = new ArrayList<>(outcomes);
            refused.removeIf(outcome -> outcome.status() == 200);
            say("refused p99 in its worst second %.1f ms", worstSecond(refused));
            double goodput = served.size() / (double) SECONDS;
            say("peak %.0f/s, goodput %.0f/s of %.0f/s offered", peak, goodput, PEAK * 10);
            say("served p50 %.1f ms, p99 %.1f ms", p(served, 50), p(served, 99));
            say("refused p50 %.1f ms, p99 %.1f ms", p(refused, 50), p(refused, 99));
            say("health p50 %.1f ms, p99 %.1f ms", p(looks.join(), 50), p(looks.join(), 99));
            assertThat(goodput).isGreaterThan(0.8 * peak);
            assertThat(refused).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains("\"code\":\"overloaded\"");
                assertThat(answer.retryAfter()).isTrue();
            });
            assertThat(p(refused, 99)).isLessThan(50);
            assertThat(looks.join()).allMatch(answer -> answer.status() == 200);
            assertThat(p(looks.join(), 99)).isLessThan(50);
            assertThat(after.stream()
                            .filter(answer ->
                                    answer.dueNanos() > Duration.ofSeconds(5).toNanos()))
                    .allMatch(answer -> answer.status() == 200);
            assertThat(gateway.terminate()).isZero();
        }
    }

    /** A late client looks like a late gateway: it has sent so many at a time before, to the provider itself. */
    private void warmUpTheLoad() {
        URI instant = URI.create("http://127.0.0.1:" + provider.actualPort() + "/instant/v1/chat/completions");
        load.send(Sending.chat(instant, "gpt-4o"), PEAK * 10, Duration.ofSeconds(15))
                .join();
    }

    @Test
    @DisplayName("P12 a provider that hangs moves the others' p99 by less than a tenth")
    void p12_oneHangs() throws Exception {
        try (GatewayProcess gateway = start(Map.of())) {
            Sending well = Sending.chat(gateway.address("/v1/chat/completions"), "well");
            Sending hanging = Sending.chat(gateway.address("/v1/chat/completions"), "hanging");
            Duration round = Duration.ofSeconds(10);
            load.send(well, 100, Duration.ofSeconds(30)).join();
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                alone.add(p(load.send(well, 100, round).join(), 99));
                CompletableFuture<List<Outcome>> hangs = load.send(hanging, 100, round);
                List<Outcome> others = load.send(well, 100, round).join();
                assertThat(others).allMatch(answer -> answer.status() == 200);
                beside.add(p(others, 99));
                assertThat(hangs.join()).allMatch(answer -> answer.status() == 503 || answer.status() == 504);
            }
            say("p99 alone %s ms, beside a provider that hangs %s ms", alone, beside);
            assertThat(median(beside)).isLessThan(median(alone) * 1.1);
        }
    }

    @Test
    @DisplayName("streams and new requests share a core that is too small for both: no event is late by half a second")
    void streamsAndRequestsShare() throws Exception {
        try (GatewayProcess gateway = start(Map.of("MAX_IN_FLIGHT", "256"))) {
            Sending instant = Sending.chat(gateway.address("/v1/chat/completions"), "instant");
            load.send(instant, 2_000, Duration.ofSeconds(30)).join();
            ExecutorService clients = Executors.newFixedThreadPool(STREAMS);
            CountDownLatch begun = new CountDownLatch(STREAMS);
            List<CompletableFuture<List<Double>>> streams = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> delays(gateway.address("/v1/chat/completions"), begun), clients))
                    .limit(STREAMS)
                    .toList();
            // Those who come when all places are taken are refused.
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<List<Outcome>> requests =
                    load.send(instant, 6_000, Duration.ofMillis(EVENTS * GAP_MILLIS + 2_000));
            List<Double> late = streams.stream()
                    .map(CompletableFuture::join)
                    .peek(delays -> assertThat(delays).hasSize(EVENTS - 1))
                    .flatMap(List::stream)
                    .sorted()
                    .toList();
            clients.shutdown();
            List<Outcome> served = served(requests.join());
            double event = late.get(late.size() * 99 / 100);
            say(
                    "%d of %d requests served, p50 %.1f ms, p99 %.1f ms",
                    served.size(), requests.join().size(), p(served, 50), p(served, 99));
            say("an event is late by p50 %.1f ms, p99 %.1f ms", late.get(late.size() / 2), event);
            assertThat(event).isLessThan(500);
        }
    }

    /** By how many milliseconds the events of a whole stream came later behind one another than the provider sent them. */
    private static List<Double> delays(URI address, CountDownLatch begun) {
        String body =
                "{\"model\":\"streaming\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        List<Double> delays = new ArrayList<>();
        try {
            Iterator<String> lines = HTTP.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .iterator();
            long before = 0;
            while (lines.hasNext()) {
                if (lines.next().contains("\"content\":\"x\"")) {
                    long now = System.nanoTime();
                    begun.countDown();
                    if (before != 0) {
                        delays.add(Math.max(0, (now - before) / 1e6 - GAP_MILLIS));
                    }
                    before = now;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return delays;
    }

    private GatewayProcess start(Map<String, String> further) {
        Map<String, String> variables = new HashMap<>(further);
        variables.put("MODEL_MAPPING_CONFIG", folder.resolve("mapping.yaml").toString());
        variables.put("SERAI_CACHE", folder.resolve("cache").toString());
        return GatewayProcess.start(onOneCore(), folder, variables).listening();
    }

    private static List<String> onOneCore() {
        List<String> command = new ArrayList<>();
        if (coresCanBeChosen()) {
            command.addAll(List.of(TASKSET.toString(), "-c", "0"));
        }
        command.addAll(GatewayProcess.launcher());
        return command;
    }

    private static void keepTo(String cores) throws IOException, InterruptedException {
        if (coresCanBeChosen()) {
            String self = Long.toString(ProcessHandle.current().pid());
            int code = new ProcessBuilder(TASKSET.toString(), "-a", "-c", "-p", cores, self)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        }
    }

    private static boolean coresCanBeChosen() {
        return CORES > 1 && Files.isExecutable(TASKSET);
    }

    private static List<Outcome> served(List<Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.status() == 200).toList();
    }

    private static double p(List<Outcome> outcomes, double percent) {
        return OpenLoop.percentile(outcomes, percent);
    }

    /** The highest p99 of a second; tells one stall from a gateway that is late all the time. */
    private static double worstSecond(List<Outcome> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(outcome -> outcome.dueNanos() / 1_000_000_000))
                .values()
                .stream()
                .mapToDouble(second -> p(second, 99))
                .max()
                .orElse(0);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What a person wants to read of a run: the numbers. */
    private static void say(String format, Object... numbers) {
        System.out.printf(Locale.ROOT, "load: " + format + "%n", numbers);
    }
}
