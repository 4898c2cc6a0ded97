package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Row F31 and the sinks that need no broker: files, a webhook, dead letters; nothing lost while one is away. */
@Timeout(90)
class SinksRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "static-key-canary-0123456789";
    private static final String PEPPER = "pepper-canary-of-the-sinks-0123456789-abcdef";
    private static final String PROMPT = "prompt-canary-0123456789";
    private static final String TOKEN = "Bearer webhook-canary-0123456789";
    /** Whoever knows such a path may write there. */
    private static final String PATH = "path-canary-0123456789";

    @TempDir
    Path folder;

    private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    private final AtomicInteger batches = new AtomicInteger();
    /** What the webhook answers. */
    private final AtomicReference<Predicate<JsonNode>> refuses = new AtomicReference<>(event -> false);

    private volatile int away;
    private volatile String authorization = "";
    private HttpServer webhook;

    @BeforeEach
    void start() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        webhook.createContext("/events", this::take);
        webhook.start();
    }

    @AfterEach
    void stop() {
        webhook.stop(0);
    }

    /** All of a batch, or none, as a strict endpoint does. */
    private void take(HttpExchange exchange) throws IOException {
        JsonNode events = JSON.readTree(exchange.getRequestBody());
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        int status = away;
        if (status == 0) {
            boolean refused = false;
            for (JsonNode event : events) {
                refused |= refuses.get().test(event);
            }
            status = refused ? 422 : 204;
            if (!refused) {
                batches.incrementAndGet();
                events.forEach(posted::add);
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private Map<String, String> variables(String sinks) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("KEY_PEPPER", PEPPER);
        variables.put("API_KEY_CI", KEY);
        variables.put("serai.sinks", sinks);
        variables.put("serai.sinks.file.folder", folder.resolve("events").toString());
        variables.put("serai.sinks.dead-letters.folder", folder.resolve("dead").toString());
        variables.put(
                "serai.sinks.webhook.url",
                "http://127.0.0.1:" + webhook.getAddress().getPort() + "/events/" + PATH);
        variables.put("serai.sinks.webhook.authorization", TOKEN);
        return variables;
    }

    static HttpResponse<String> chat(RunningGateway gateway, String requestId) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("X-API-Key", KEY)
                .header("X-Request-ID", requestId)
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT
                                + "\"}],\"max_tokens\":100}"))
                .build());
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int looks = 0; looks < 1_200; looks++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("never came: " + what);
    }

    @Test
    void whoSwitchesASinkOnThatNothingCanReachIsToldSo() {
        assertThat(warnings(Map.of("AUTH_ENABLED", "false")))
                .singleElement()
                .asString()
                .contains("no event will reach a sink", "LEDGER_ENABLED=true");
        assertThat(warnings(Map.of("AUTH_ENABLED", "false", "LEDGER_ENABLED", "true")))
                .isEmpty();
    }

    private List<String> warnings(Map<String, String> changed) {
        Logger logger = (Logger) LoggerFactory.getLogger(SinkParts.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        Map<String, String> variables = variables("file");
        variables.remove("API_KEY_CI");
        variables.putAll(changed);
        try {
            RunningGateway.start(variables).close();
        } finally {
            logger.detachAppender(logged);
        }
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private List<String> lines(String at) {
        Path below = folder.resolve(at);
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(below)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean has(String requestId, String schema) {
        return posted.stream()
                .anyMatch(event -> event.path("schema").asText().equals(schema) && mentions(event, requestId));
    }

    private static boolean mentions(JsonNode event, String requestId) {
        return event.path("request_id").asText().equals(requestId)
                || event.path("details").path("requests").toString().contains("\"" + requestId + "\"");
    }

    @Test
    void usageAndAuditGoToEverySinkThatIsOn() throws Exception {
        EverythingLogged log = new EverythingLogged();
        log.begin();
        try (RunningGateway gateway = RunningGateway.start(variables("file, webhook"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(chat(gateway, "both-" + i).statusCode()).isEqualTo(200);
            }
            await("usage by webhook", () -> has("both-19", "serai.usage/1"));
            await("audit by webhook", () -> has("both-19", "serai.audit/1"));
            await("usage in a file", () -> lines("events").stream().anyMatch(line -> line.contains("\"both-19\"")));
            await("audit in a file", () -> lines("events").stream()
                    .anyMatch(line -> line.contains("serai.audit/1") && line.contains("\"both-19\"")));
            JsonNode usage = posted.stream()
                    .filter(event -> event.path("request_id").asText().equals("both-0"))
                    .filter(event -> event.path("schema").asText().equals("serai.usage/1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(usage.path("key").asText()).isEqualTo("static:ci");
            assertThat(usage.path("provider").asText()).isEqualTo("sandbox");
            assertThat(usage.path("tokens").path("output").asLong()).isPositive();
            assertThat(usage.path("status").asInt()).isEqualTo(200);
            assertThat(batches.get()).isLessThan(20);
            assertThat(authorization).isEqualTo(TOKEN);
            HttpResponse<String> metrics =
                    gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                            .header("X-API-Key", KEY)
                            .build());
            assertThat(metrics.body()).contains("ai_proxy_sink_up{sink=\"webhook\"} 1.0");
            log.assertHolds(List.of(KEY, PEPPER, PROMPT, TOKEN));
        } finally {
            log.end();
        }
        String all = String.join("\n", lines("events")) + posted;
        for (String secret : List.of(KEY, PEPPER, PROMPT, TOKEN)) {
            assertThat(all).doesNotContain(secret);
        }
    }

    @Test
    void whatASinkIsAwayForWaitsOnTheDiskThroughARestart() throws Exception {
        away = 503;
        try (RunningGateway gateway = RunningGateway.start(variables("webhook"))) {
            for (int i = 0; i < 10; i++) {
                assertThat(chat(gateway, "away-" + i).statusCode()).isEqualTo(200);
            }
            await("a try", () -> !authorization.isEmpty());
        }
        assertThat(posted).isEmpty();
        away = 0;
        try (RunningGateway gateway = RunningGateway.start(variables("webhook"))) {
            assertThat(gateway.port()).isPositive();
            for (int i = 0; i < 10; i++) {
                String id = "away-" + i;
                await(id, () -> has(id, "serai.usage/1") && has(id, "serai.audit/1"));
            }
        }
        assertThat(posted.stream()
                        .filter(event -> event.path("schema").asText().equals("serai.usage/1"))
                        .map(event -> event.path("id").asText())
                        .distinct())
                .hasSize(10);
        assertThat(lines("dead")).isEmpty();
    }

    @Test
    void whatASinkRefusesIsADeadLetterAndTheRestGoesOn() throws Exception {
        refuses.set(event -> mentions(event, "poison"));
        try (RunningGateway gateway = RunningGateway.start(variables("webhook"))) {
            for (String id : List.of("good-1", "poison", "good-2")) {
                chat(gateway, id);
            }
            await("those behind it", () -> has("good-2", "serai.usage/1") && has("good-1", "serai.usage/1"));
            await("the dead letter", () -> lines("dead").stream().anyMatch(line -> line.contains("serai.usage/1")));
            assertThat(has("poison", "serai.usage/1")).isFalse();
        }
        JsonNode letter = JSON.readTree(lines("dead").get(0));
        assertThat(letter.path("schema").asText()).isEqualTo("serai.dead-letter/1");
        assertThat(letter.path("sink").asText()).isEqualTo("webhook");
        assertThat(letter.path("reason").asText()).contains("422").doesNotContain(TOKEN, PATH);
        assertThat(mentions(letter.path("event"), "poison")).isTrue();
    }

    @Test
    void aSinkThatCannotBeIsSaidAtTheStart() {
        assertThatThrownBy(
                        () -> RunningGateway.start(variables("carrier-pigeon")).close())
                .hasStackTraceContaining("\"carrier-pigeon\" has no file");
    }
}
