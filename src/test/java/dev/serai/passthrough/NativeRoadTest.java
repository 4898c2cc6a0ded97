package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.serai.fakes.AnyServer;
import dev.serai.fakes.FakeOci;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.Reply;
import dev.serai.passthrough.NativeGateway.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Native calls on the road: books, breakers, times, and providers that only the mapping names. */
class NativeRoadTest {
    private static final FakeVertex VERTEX = FakeVertex.start(FakeVertex.Family.CLAUDE);
    private static final FakeOci OCI = FakeOci.start();
    private static final String MAPPING = """
            model_mappings:
              sonnet: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              claude: {default_provider: vertex, providers: {vertex: {model: "claude-sonnet-4-5@20250929", location: global}}}
              priced: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers:
              groq: {type: openai, base_url: "%1$s/openai/v1", api_key: own-key}
              slashed: {type: openai, base_url: "%1$s/v1/"}
              fragile:
                type: openai
                base_url: "%1$s"
                timeout: 500ms
                stream_idle_timeout: 300ms
                breaker: {window: 4, minimum_calls: 4, failure_rate: 100, open_for: 300s}
              hasty: {type: openai, base_url: "%1$s", total_timeout: 600ms}
              patient:
                type: openai
                base_url: "%1$s"
                breaker: {window: 4, minimum_calls: 4, failure_rate: 100, open_for: 300s}
            """;

    private static final BlockingQueue<Map<String, Object>> USAGE = new LinkedBlockingQueue<>();
    private static final AppenderBase<ILoggingEvent> APPENDER = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            USAGE.add(event.getKeyValuePairs().stream()
                    .filter(pair -> pair.value != null)
                    .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value)));
        }
    };

    private static final Logger USAGE_LOG = (Logger) LoggerFactory.getLogger("serai.usage");
    private static Level levelBefore;
    private static AnyServer anyone;
    private static NativeGateway gateway;

    @BeforeAll
    static void start() {
        anyone = AnyServer.start();
        Map<String, String> variables = new HashMap<>(VERTEX.environment());
        variables.putAll(OCI.environment());
        variables.put("STREAM_KEEP_ALIVE", "50ms");
        variables.put("OPENAI_ORG_ID", "org-ours");
        gateway = NativeGateway.start(MAPPING.formatted(anyone.origin()), variables);
        APPENDER.start();
        levelBefore = USAGE_LOG.getLevel();
        USAGE_LOG.setLevel(Level.INFO);
        USAGE_LOG.addAppender(APPENDER);
    }

    @AfterEach
    void recover() {
        gateway.recover();
        anyone.recover();
        anyone.forget();
        VERTEX.recover();
        VERTEX.forget();
    }

    @AfterAll
    static void stop() {
        USAGE_LOG.detachAppender(APPENDER);
        USAGE_LOG.setLevel(levelBefore);
        gateway.close();
        anyone.close();
        VERTEX.close();
        OCI.close();
    }

    @ParameterizedTest
    @CsvSource({
        "false, claude-sonnet-4-5-20250929, sonnet",
        "true, claude-sonnet-4-5-20250929, sonnet",
        "false, claude-3-haiku-20240307, other"
    })
    void whatWasUsedIsInTheBooksUnderTheNameThatTheMappingHas(boolean stream, String model, String name)
            throws Exception {
        double before = metric("ai_proxy_tokens_total{model=\"" + name + "\",provider=\"anthropic\",type=\"output\"}");
        Answer answer = gateway.post(
                "/providers/anthropic/v1/messages",
                "{\"model\":\"" + model + "\",\"max_tokens\":9,\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "anthropic-version: 2023-06-01");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Map<String, Object> line = usageLine(answer);
        assertThat(line)
                .containsEntry("model", model)
                .containsEntry("provider", "anthropic")
                .containsEntry("provider_model", model)
                .containsEntry("stream", stream)
                .containsEntry("status", 200)
                .containsEntry("attempts", 1)
                .containsKeys("provider_request_id", "cost_usd");
        long output = ((Number) line.get("output_tokens")).longValue();
        assertThat(output).isPositive();
        assertThat(metric("ai_proxy_tokens_total{model=\"" + name + "\",provider=\"anthropic\",type=\"output\"}")
                        - before)
                .isEqualTo(output);
    }

    @Test
    void theAccountThatPaysIsTheGateways() {
        gateway.openai.lenient();
        gateway.openai.enqueue(Reply.json(200, "{}"));
        gateway.post("/providers/openai/v1/embeddings", "{\"model\":\"m\"}", "OpenAI-Organization: org-of-the-client");
        assertThat(gateway.openai.last().headers("openai-organization")).containsExactly("org-ours");
    }

    @Test
    void aProvidersErrorIsInTheBooksWithItsStatus() throws Exception {
        gateway.openai.lenient();
        gateway.openai.enqueue(gateway.openai.error(429));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"}");
        assertThat(usageLine(answer)).containsEntry("status", 429).doesNotContainKey("output_tokens");
    }

    @Test
    void whatIsRefusedReachesNoProviderAndIsCountedAsSuch() {
        double before = metric("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"403\"}");
        gateway.get("/providers/openai/v1/files");
        assertThat(metric("ai_proxy_requests_total{model=\"other\",provider=\"none\",status=\"403\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    @DisplayName(
            "Only 5xx and what never answers opens a breaker, and the client sees the provider's own words until it does")
    void theBreaker() {
        anyone.always(Reply.json(400, "{\"a\":1}"));
        for (int i = 0; i < 8; i++) {
            assertThat(call("patient").text()).isEqualTo("{\"a\":1}");
        }
        anyone.always(Reply.json(500, "{\"b\":2}"));
        for (int i = 0; i < 4; i++) {
            Answer answer = call("patient");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).isEqualTo("{\"b\":2}");
        }
        Answer refused = call("patient");
        assertThat(refused.error()).isEqualTo("503 provider_unavailable");
        assertThat(refused.header("x-attempts")).isEqualTo("0");
    }

    @Test
    @DisplayName("Never a comment of ours in a slow stream")
    void noKeepAlive() {
        Reply slow = gateway.openai.stream("one ", "two ").paced(Duration.ofMillis(150));
        gateway.openai.lenient();
        gateway.openai.enqueue(slow);
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}");
        assertThat(answer.body()).isEqualTo(slow.bytes());
    }

    @Test
    void silenceEndsACallBeforeItsFirstByteAndCutsItAfter() throws InterruptedException {
        anyone.enqueue(Reply.silence());
        assertThat(call("fragile").error()).isEqualTo("504 provider_timeout");
        anyone.enqueue(Reply.events("data: 1\n\n", "data: 2\n\n").cutAfterFrames(1, Reply.Ending.STALL));
        Answer answer = call("fragile");
        assertThat(answer.text()).isEqualTo("data: 1\n\n");
        assertThat(answer.whole()).isFalse();
        assertThat(usageLine(answer)).as("the call is over when it is cut").containsEntry("broken", true);
        String idle = "ai_proxy_requests_in_flight 0.0";
        for (int i = 0; i < 200 && !gateway.get("/metrics").text().contains(idle); i++) {
            Thread.sleep(50);
        }
        assertThat(gateway.get("/metrics").text())
                .as("places are given back of what was cut")
                .contains(idle);
    }

    @Test
    void whatIsCutForItsTimeIsNoClientThatLeft() throws InterruptedException {
        anyone.enqueue(Reply.events("data: 1\n\n", "data: 2\n\n", "data: 3\n\n").paced(Duration.ofMillis(400)));
        Answer answer = call("hasty");
        assertThat(answer.whole()).isFalse();
        assertThat(usageLine(answer)).containsEntry("broken", true).containsEntry("status", 200);
    }

    @Test
    void ollamaStreamsUnlessItIsToldNotTo() throws InterruptedException {
        for (String body : List.of("{\"model\":\"m\"}", "{\"model\":\"m\",\"stream\":false}")) {
            anyone.enqueue(Reply.json(200, "{}"));
            Answer answer = gateway.post("/providers/patient/api/generate", body);
            assertThat(usageLine(answer)).containsEntry("stream", !body.contains("false"));
        }
    }

    @ParameterizedTest
    @CsvSource({"groq, /openai/v1/models", "slashed, /v1/models", "fragile, /v1/models"})
    @DisplayName("A base URL that ends in a version is not doubled")
    void furtherProviders(String provider, String target) {
        anyone.always(Reply.json(200, "{\"data\":[]}"));
        Answer answer = gateway.get("/providers/" + provider + "/v1/models", "Authorization: Bearer client-secret");
        assertThat(answer.text()).isEqualTo("{\"data\":[]}");
        assertThat(answer.header("x-provider")).isEqualTo(provider);
        assertThat(answer.header("x-provider-model")).isNull();
        assertThat(anyone.received()).anyMatch(call -> call.target().equals(target));
        anyone.assertNoForeignCredentials(List.of("client-secret"));
    }

    @ParameterizedTest
    @CsvSource({"us-east5", "global"})
    @DisplayName("Vertex: the provider's location, and that of a mapped model")
    void vertex(String location) throws Exception {
        String path = "/v1/projects/" + FakeVertex.PROJECT + "/locations/" + location
                + "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict";
        Answer answer = gateway.post(
                "/providers/vertex" + path,
                "{\"anthropic_version\":\"vertex-2023-10-16\",\"max_tokens\":9,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(VERTEX.last().target()).isEqualTo(path);
        assertThat(usageLine(answer))
                .containsEntry("provider_model", "claude-sonnet-4-5@20250929")
                .containsKey("output_tokens");
        VERTEX.assertNothingRefused();
    }

    @Test
    @DisplayName("OCI: signed anew, whatever the client says of its JSON")
    void oracle() throws Exception {
        String body =
                "{\"compartmentId\":\"" + FakeOci.COMPARTMENT + "\", \"servingMode\":{\"servingType\":\"ON_DEMAND\","
                        + "\"modelId\":\"meta.llama-3.3-70b-instruct\"},\"chatRequest\":{\"apiFormat\":\"GENERIC\",\"maxTokens\":50,"
                        + "\"messages\":[{\"role\":\"USER\",\"content\":[{\"type\":\"TEXT\",\"text\":\"Hello\"}]}]}}";
        Answer answer = gateway.send(
                "POST",
                "/providers/oracle/20231130/actions/chat",
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/json; charset=utf-8",
                "Authorization: Signature of the client");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(OCI.last().text()).isEqualTo(body);
        assertThat(usageLine(answer))
                .containsEntry("provider_model", "meta.llama-3.3-70b-instruct")
                .containsKey("output_tokens");
        OCI.assertNothingRefused();
    }

    private static Answer call(String provider) {
        return gateway.post("/providers/" + provider + "/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
    }

    /** It is written behind the answer, so that those of earlier calls may still come before it. */
    private static Map<String, Object> usageLine(Answer answer) throws InterruptedException {
        while (true) {
            Map<String, Object> line = USAGE.poll(10, TimeUnit.SECONDS);
            assertThat(line).as("a usage line").isNotNull();
            if (line.get("request_id").equals(answer.header("x-request-id"))) {
                return line;
            }
        }
    }

    private static double metric(String series) {
        return gateway.gateway()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
