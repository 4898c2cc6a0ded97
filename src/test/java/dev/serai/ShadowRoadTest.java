package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's shadow gets copies of requests, and whatever it does, nobody but the log, the metrics and the ledger knows. */
class ShadowRoadTest {
    private static final FakeOpenAi ONE = FakeOpenAi.start();
    private static final FakeAnthropic TWO = FakeAnthropic.start();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}}]";
    private static final String MAPPING = """
            model_mappings:
              all: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: two, model: claude-haiku-4-5}, percent: 100}}
              none: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: two, model: claude-haiku-4-5}, percent: 0}}
              same: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: one, model: gpt-4.1}, percent: 100}}
              slow: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: two, model: claude-haiku-4-5, timeout: 300ms}, percent: 100}}
              helped:
                default_provider: two
                providers: {two: {model: claude-haiku-4-5}, one: {model: gpt-4o}}
                shadow: {target: {provider: one, model: gpt-4.1}, percent: 100}
              vectors: {providers: {one: {model: text-embedding-3-small}}, shadow: {target: {provider: one, model: text-embedding-3-large}, percent: 100}}
              failing: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: ailing, model: claude-haiku-4-5}, percent: 100}}
              ailing: {providers: {ailing: {model: claude-haiku-4-5}}}
              resting: {providers: {one: {model: gpt-4o}}, shadow: {target: {provider: tired, model: claude-haiku-4-5}, percent: 100}}
              tired: {providers: {tired: {model: claude-haiku-4-5}}}
            routing: {fallback: {enabled: true, max_attempts: 1}}
            providers:
              one: {type: openai, base_url: "%1$s", api_key: "%2$s", breaker: {minimum_calls: 100}}
              two: {%3$s, breaker: {minimum_calls: 100}}
              ailing: {%3$s, breaker: {minimum_calls: 4, window: 4, open_for: 60s}}
              tired: {%3$s}
            """.formatted(
                    ONE.baseUrl(),
                    ONE.key(),
                    "type: anthropic, base_url: \"%s\", api_key: \"%s\""
                            .formatted(
                                    TWO.environment().get("ANTHROPIC_BASE_URL"),
                                    TWO.environment().get("ANTHROPIC_API_KEY")));
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final Map<String, String> VARIABLES = new HashMap<>();

    @TempDir
    static Path folder;

    private static String key;
    private static String oneAlone;

    private static RunningGateway gateway;

    @BeforeAll
    static void prepare() {
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("SHADOW_CONCURRENCY", "2");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        key = key("--name", "anything");
        oneAlone = key("--name", "one-alone", "--providers", "one");
        gateway = RunningGateway.start(MAPPING, VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ONE.close();
        TWO.close();
    }

    @BeforeEach
    void reset() {
        LOG.begin();
        ONE.forget();
        ONE.recover();
        TWO.forget();
        TWO.recover();
    }

    @AfterEach
    void leaveTheLog() {
        LOG.end();
    }

    @Test
    void theWholeShareIsCopiedAndComparedAndNoneIsNot() throws Exception {
        assertThat(answered(chat("none", "Hello")).body()).contains("\"model\":\"none\"");
        HttpResponse<String> answer = answered(chat("all", "Hello"));
        assertThat(answer.headers().firstValue("x-provider")).hasValue("one");
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("1");
        String line = lineOf(answer);
        assertThat(line)
                .contains(
                        "outcome=\"answered\"",
                        "provider=\"one\"",
                        "provider_model=\"gpt-4o\"",
                        "shadow_provider=\"two\"",
                        "shadow_model=\"claude-haiku-4-5\"",
                        "same_finish_reason=\"true\"",
                        "same_tool_calls=\"true\"",
                        "shadow_characters=\"")
                .doesNotContain("Hello");
        assertThat(TWO.received()).hasSize(1);
        assertThat(TWO.last().text()).contains("Hello").doesNotContain("\"stream\"");
        TWO.assertNothingRefused();
        TWO.assertNoForeignCredentials(ONE);
        assertThat(metric("serai_shadow_requests_total", "all", "answered")).isPositive();
        assertThat(metric("serai_shadow_requests_total", "none", "answered")).isZero();
        assertThat(metrics())
                .contains(
                        "serai_shadow_compared_total{aspect=\"finish_reason\",model=\"all\",provider=\"two\",same=\"true\"}")
                .contains("serai_shadow_tokens_total{model=\"all\",provider=\"two\",type=\"input\"}")
                .contains("serai_shadow_cost_usd_total{model=\"all\",provider=\"two\"}")
                .contains("serai_shadow_duration_seconds_count{model=\"all\",provider=\"two\"}")
                .doesNotContain("ai_proxy_requests_total{model=\"all\",provider=\"two\"")
                .doesNotContain("ai_proxy_tokens_total{model=\"all\",provider=\"two\"");
    }

    @Test
    void aStreamIsCopiedAsAWholeAnswerOnEveryEndpoint() throws Exception {
        String said = "\"Hello\"}]";
        for (String[] request : new String[][] {
            {
                "/v1/chat/completions",
                "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":"
                        + said
            },
            {"/v1/messages", "\"stream\":true,\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":" + said},
            {"/v1/responses", "\"store\":false,\"stream\":true,\"input\":\"Hello\""},
            {"/v1/completions", "\"stream\":true,\"max_tokens\":50,\"prompt\":\"Hello\""}
        }) {
            ONE.always(ONE.stream("One ", "two ", "three."));
            TWO.forget();
            TWO.enqueue(TWO.text("Four, five."));
            String line = lineOf(answered(post(key, request[0], "{\"model\":\"all\"," + request[1] + "}")));
            assertThat(line)
                    .as(request[0])
                    .contains("stream=\"true\"", "characters=\"14\"", "shadow_characters=\"11\"");
            assertThat(TWO.last().json().has("stream")).isFalse();
            TWO.assertNothingRefused();
        }
    }

    @Test
    void toolCallsAreComparedByTheirNames() throws Exception {
        String asked =
                "{\"model\":\"all\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"What is the weather in Paris?\"}]" + TOOLS + "}";
        assertThat(lineOf(answered(post(key, "/v1/chat/completions", asked))))
                .contains("same_tool_calls=\"true\"", "tool_calls=\"1\"", "finish_reason=\"tool_calls\"")
                .doesNotContain("get_weather");
        TWO.enqueue(TWO.text("Fine."));
        assertThat(lineOf(answered(post(key, "/v1/chat/completions", asked))))
                .contains("same_tool_calls=\"false\"", "same_finish_reason=\"false\"");
    }

    @Test
    void whatFailsThereFailsThereAlone() throws Exception {
        for (int i = 0; i < 4; i++) {
            TWO.enqueue(TWO.error(503));
            assertThat(lineOf(answered(chat("failing", "Hello"))))
                    .contains("outcome=\"failed\"", "failure=\"UNAVAILABLE\"");
        }
        assertThat(lineOf(answered(chat("failing", "Hello"))))
                .as("its own breaker is open")
                .contains("outcome=\"unavailable\"");
        assertThat(TWO.received()).hasSize(4);
        answered(chat("ailing", "Hello"));
        assertThat(metrics())
                .doesNotContain("ai_proxy_provider_errors_total{error_type=\"unavailable\",provider=\"ailing\"}")
                .contains("ai_proxy_breaker_state{provider=\"ailing\",state=\"closed\"} 1.0");
        assertThat(metric("serai_shadow_requests_total", "failing", "failed")).isEqualTo(4);
        assertThat(metric("serai_shadow_requests_total", "failing", "unavailable"))
                .isEqualTo(1);
    }

    @Test
    void oneThatAsksToBeLeftAloneIsAndARealOneInTroubleGetsNoCopies() throws Exception {
        TWO.enqueue(TWO.error(429).header("retry-after", "1"));
        assertThat(lineOf(answered(chat("resting", "Hello")))).contains("failure=\"RATE_LIMITED\"");
        assertThat(lineOf(answered(chat("resting", "Hello")))).contains("outcome=\"unavailable\"");
        TWO.enqueue(TWO.error(429).header("retry-after", "30"));
        assertThat(chat("tired", "Hello").statusCode()).isEqualTo(429);
        assertThat(lineOf(answered(chat("resting", "Hello")))).contains("outcome=\"unavailable\"");
        assertThat(TWO.received()).hasSize(2);
    }

    @Test
    void oneThatHangsIsWaitedForByNobodyAndTooManyAreDropped() throws Exception {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.remove("DATABASE_URL");
        variables.put("AUTH_ENABLED", "false");
        TWO.always(Reply.silence());
        HttpResponse<String> first;
        HttpResponse<String> second;
        try (RunningGateway small = RunningGateway.start(MAPPING, variables)) {
            String body = "{\"model\":\"all\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            first = answered(small.chat(body));
            second = answered(small.chat(body));
            TWO.awaitCalls(2, SOON);
            assertThat(lineOf(answered(small.chat(body)))).contains("outcome=\"dropped\"");
            assertThat(small.get("/metrics").body())
                    .contains("serai_shadow_requests_total{model=\"all\",outcome=\"dropped\",provider=\"two\"} 1.0");
            assertThat(TWO.received()).hasSize(2);
        }
        TWO.received().get(0).awaitClosedByPeer(SOON);
        TWO.received().get(1).awaitClosedByPeer(SOON);
        assertThat(lineOf(first)).contains("failure=\"SHUTDOWN\"");
        assertThat(lineOf(second)).contains("failure=\"SHUTDOWN\"");
    }

    @Test
    void anAnswerOfItsThatIsVeryLongIsNotReadToItsEnd() throws Exception {
        TWO.enqueue(TWO.text("x".repeat(5 * 1024 * 1024)));
        assertThat(lineOf(answered(chat("all", "Hello")))).contains("failure=\"INVALID_RESPONSE\"");
    }

    @Test
    void itHasItsOwnTimes() throws Exception {
        TWO.enqueue(Reply.silence());
        assertThat(lineOf(answered(chat("slow", "Hello")))).contains("failure=\"TIMEOUT\"");
    }

    @Test
    void aProviderThatTheKeyMayNotCallGetsNoCopy() throws Exception {
        String body = "{\"model\":\"all\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        HttpResponse<String> answer = answered(post(oneAlone, "/v1/chat/completions", body));
        assertThat(lineOf(answer)).contains("outcome=\"not_allowed\"");
        assertThat(TWO.received()).isEmpty();
        assertThat(lineOf(answered(post(oneAlone, "/v1/chat/completions", body.replace("all", "same")))))
                .contains("outcome=\"answered\"");
    }

    @Test
    void anAnswerAfterAFallbackIsCopiedOnceAndNoAnswerIsNot() throws Exception {
        TWO.enqueue(TWO.error(500));
        HttpResponse<String> helped = answered(chat("helped", "Hello"));
        assertThat(lineOf(helped)).contains("provider_model=\"gpt-4o\"", "shadow_model=\"gpt-4.1\"");
        assertThat(TWO.received()).hasSize(1);
        assertThat(ONE.received()).hasSize(2);
        ONE.forget();
        TWO.enqueue(TWO.error(500));
        ONE.enqueue(ONE.error(500));
        assertThat(chat("helped", "Hello").statusCode()).isEqualTo(503);
        lineOf(answered(chat("same", "Hello")));
        assertThat(ONE.received())
                .as("one failed, one answered, one is its copy")
                .hasSize(3);
    }

    @Test
    void embeddingsAreCopiedToo() throws Exception {
        HttpResponse<String> answer =
                answered(post(key, "/v1/embeddings", "{\"model\":\"vectors\",\"input\":[\"Hello\",\"World\"]}"));
        assertThat(lineOf(answer)).contains("outcome=\"answered\"", "shadow_model=\"text-embedding-3-large\"");
        assertThat(ONE.last().json().path("model").asText()).isEqualTo("text-embedding-3-large");
    }

    @Test
    void whatItCostIsInTheLedgerUnderItsOwnName() throws Exception {
        HttpResponse<String> answer = answered(chat("all", "Hello"));
        lineOf(answer);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(row(id, "endpoint <> 'shadow'")).containsEntry("provider", "one");
        Map<String, String> shadow = row(id, "endpoint = 'shadow'");
        assertThat(shadow)
                .containsEntry("key_id", "shadow")
                .containsEntry("provider", "two")
                .containsEntry("provider_model", "claude-haiku-4-5")
                .containsEntry("model", "all")
                .containsEntry("usage_source", "reported")
                .containsEntry("status", "200");
        assertThat(Long.parseLong(shadow.get("cost_nano_usd"))).isPositive();
    }

    @Test
    void aReloadAddsAShadow() throws Exception {
        Path file = folder.resolve("model-mapping.yaml");
        Files.writeString(file, MAPPING.replaceAll(", shadow: \\{.*percent: 100}", ""));
        try (RunningGateway running = RunningGateway.start(Map.of("MODEL_MAPPING_CONFIG", file.toString()))) {
            String body = "{\"model\":\"all\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            answered(running.chat(body));
            Files.writeString(file, MAPPING);
            Instant deadline = Instant.now().plus(SOON);
            while (TWO.received().isEmpty()) {
                answered(running.chat(body));
                assertThat(Instant.now()).as("the shadow never came").isBefore(deadline);
            }
        }
    }

    /** The only row of a request where this holds; rows come some time after the answer. */
    private static Map<String, String> row(String requestId, String where) throws Exception {
        Instant deadline = Instant.now().plus(SOON);
        try (Connection store = DriverManager.getConnection(VARIABLES.get("DATABASE_URL"));
                Statement statement = store.createStatement()) {
            List<Map<String, String>> rows = rows(statement, requestId, where);
            while (rows.isEmpty()) {
                assertThat(Instant.now()).as("a row where " + where).isBefore(deadline);
                Thread.sleep(50);
                rows = rows(statement, requestId, where);
            }
            assertThat(rows).hasSize(1);
            return rows.get(0);
        }
    }

    private static List<Map<String, String>> rows(Statement statement, String requestId, String where)
            throws SQLException {
        List<Map<String, String>> all = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT * FROM ledger WHERE request_id = '" + requestId + "' AND " + where)) {
            while (rows.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnName(i), rows.getString(i));
                }
                all.add(row);
            }
        }
        return all;
    }

    private static String lineOf(HttpResponse<String> answer) throws InterruptedException {
        return LOG.awaitLine(
                "serai.shadow", answer.headers().firstValue("x-request-id").orElseThrow());
    }

    private static HttpResponse<String> answered(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private HttpResponse<String> chat(String model, String text) {
        return post(
                key,
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }

    private HttpResponse<String> post(String key, String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private String metrics() {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                        .header("x-api-key", key)
                        .build())
                .body();
    }

    private long metric(String name, String model, String outcome) {
        Matcher line = Pattern.compile("(?m)^" + name + "\\{model=\"" + model + "\",outcome=\"" + outcome
                        + "\",provider=\"[a-z]+\"} (\\S+)$")
                .matcher(metrics());
        return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
    }

    private static String key(String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        String[] words = new String[options.length + 1];
        words[0] = "create";
        System.arraycopy(options, 0, words, 1, options.length);
        assertThat(new KeysCommand(Settings.only(VARIABLES), Clock.systemUTC(), lines, lines).run(List.of(words)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElseThrow();
    }
}
