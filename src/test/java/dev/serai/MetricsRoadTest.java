package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract's metrics after real traffic, and row T30: no client can make a series. */
class MetricsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              priced: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              failing: {default_provider: anthropic, providers: {anthropic: {model: claude-3-5-sonnet-20241022}}}
              streamed: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
            routing:
              patterns: [{pattern: "^gpt-", default_provider: openai}]
            """;
    private static final List<String> TOKEN_TYPES =
            List.of("input", "cache_read", "cache_write", "output", "reasoning");
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("MAX_BODY_BYTES", "65536");
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @Test
    void tokensAndCostAreThoseOfTheProvidersUsage() {
        FAKES.openai.always(Reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
                "message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,
                "completion_tokens":200,"total_tokens":1200,"prompt_tokens_details":{"cached_tokens":400},
                "completion_tokens_details":{"reasoning_tokens":50}}}"""));
        Map<String, Double> before = pricedTokens();
        double cost = value("ai_proxy_cost_usd_total{model=\"priced\",provider=\"openai\"}");
        double requests = requests("priced", "openai", 200);
        ask("priced", "");
        assertThat(requests("priced", "openai", 200)).isEqualTo(requests + 1);
        // 600 at 2.5, 400 cached at 1.25 and 200 at 10 dollars a million.
        assertThat(value("ai_proxy_cost_usd_total{model=\"priced\",provider=\"openai\"}") - cost)
                .isCloseTo(0.004, within(1e-9));
        Map<String, Double> counted = pricedTokens();
        counted.replaceAll((type, count) -> count - before.get(type));
        assertThat(counted)
                .as("cached ones are no input, reasoning is of the output too")
                .isEqualTo(Map.of(
                        "input", 600.0, "cache_read", 400.0, "cache_write", 0.0, "output", 200.0, "reasoning", 50.0));
    }

    private static Map<String, Double> pricedTokens() {
        Map<String, Double> tokens = new HashMap<>();
        for (String type : TOKEN_TYPES) {
            tokens.put(type, tokens("priced", "openai", type));
        }
        return tokens;
    }

    @Test
    void theContractsNamesAreThere() {
        ask("priced", "");
        ask("streamed", ",\"stream\":true");
        FAKES.anthropic.always(FAKES.anthropic.error(529));
        ask("failing", "");
        assertThat(names())
                .contains(
                        "ai_proxy_requests_total",
                        "ai_proxy_request_duration_seconds_bucket",
                        "ai_proxy_request_duration_seconds_count",
                        "ai_proxy_request_duration_seconds_sum",
                        "ai_proxy_time_to_first_token_seconds_bucket",
                        "ai_proxy_tokens_total",
                        "ai_proxy_cost_usd_total",
                        "ai_proxy_provider_errors_total",
                        "ai_proxy_translation_duration_seconds_bucket",
                        "ai_proxy_provider_up",
                        "ai_proxy_breaker_state",
                        "ai_proxy_streams_active",
                        "ai_proxy_config_last_reload_successful",
                        "jvm_memory_used_bytes");
        assertThat(value("ai_proxy_provider_errors_total{error_type=\"unavailable\",provider=\"anthropic\"}"))
                .isPositive();
        assertThat(requests("failing", "anthropic", 503)).isPositive();
        assertThat(value("ai_proxy_time_to_first_token_seconds_count{model=\"streamed\",provider=\"bedrock\"}"))
                .isPositive();
        assertThat(value("ai_proxy_provider_up{provider=\"openai\"}")).isEqualTo(1);
        assertThat(value("ai_proxy_breaker_state{provider=\"openai\",state=\"closed\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatReachedNoProviderIsCountedToo() {
        double unknown = requests("other", "none", 404);
        double unreadable = requests("other", "none", 400);
        ask("no-such-model", "");
        gateway.chat("not JSON");
        assertThat(requests("other", "none", 404)).isEqualTo(unknown + 1);
        assertThat(requests("other", "none", 400)).isEqualTo(unreadable + 1);
    }

    @Test
    void whatTheListenerRefusesIsCountedOnce() throws InterruptedException {
        refused(404, () -> gateway.get("/v1/no-such-path"));
        refused(404, () -> gateway.get("/v1//models"));
        refused(405, () -> gateway.get("/v1/chat/completions"));
        refused(
                415,
                () -> gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                        .header("content-type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("Hello"))
                        .build()));
        refused(413, () -> gateway.chat("x".repeat(70_000)));
        assertThat(names()).as("no client can make a series").doesNotContain("no-such-path");
    }

    private static void refused(int status, Supplier<HttpResponse<String>> request) throws InterruptedException {
        double before = requests("other", "none", status);
        assertThat(request.get().statusCode()).isEqualTo(status);
        await(() -> requests("other", "none", status) > before);
        assertThat(requests("other", "none", status)).isEqualTo(before + 1);
    }

    @Test
    void aStreamIsActiveWhileItRuns() throws Exception {
        FAKES.bedrock.always(FAKES.bedrock.stream("one", "two", "three").paced(Duration.ofMillis(100)));
        Thread client = new Thread(() -> ask("streamed", ",\"stream\":true"));
        client.start();
        await(() -> value("ai_proxy_streams_active") == 1);
        client.join();
        await(() -> value("ai_proxy_streams_active") == 0);
    }

    @Test
    void t30NoModelNameMakesASeries() {
        ask("no-such-model", "");
        ask("gpt-unknown", "");
        Set<String> before = series();
        for (int i = 0; i < 250; i++) {
            ask("no-such-model-" + i, "");
            ask("gpt-unknown-" + i, ",\"user\":\"user-" + i + "\"");
        }
        assertThat(series()).isEqualTo(before);
        assertThat(gateway.get("/metrics").body()).doesNotContain("no-such").doesNotContain("gpt-unknown");
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat("{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}");
    }

    private static double requests(String model, String provider, int status) {
        return value("ai_proxy_requests_total{model=\"" + model + "\",provider=\"" + provider + "\",status=\"" + status
                + "\"}");
    }

    private static double tokens(String model, String provider, String type) {
        return value(
                "ai_proxy_tokens_total{model=\"" + model + "\",provider=\"" + provider + "\",type=\"" + type + "\"}");
    }

    /** The value of a series, 0 if it is not there. */
    private static double value(String series) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    private static Set<String> names() {
        return series().stream()
                .map(line -> Pattern.compile("[{ ]").split(line)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The gateway's own series and the JVM's memory pools: what the JVM does meanwhile may make others of its own. */
    private static Set<String> series() {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("ai_proxy_") || line.startsWith("jvm_memory_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(10);
        }
    }
}
