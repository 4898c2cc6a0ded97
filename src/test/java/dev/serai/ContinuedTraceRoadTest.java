package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's trace goes on at the provider, and is named in the log, where nobody exports any spans. */
@Timeout(120)
class ContinuedTraceRoadTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
    private static final String MAPPING = """
            model_mappings:
              gpt-4o: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-haiku-4-5}}}
              claude: {providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              azured: {providers: {azure: {deployment: chat, model: gpt-4o}}}
              gemini: {providers: {vertex: {model: gemini-2.5-flash}}}
              granite: {providers: {ibm: {model: ibm/granite-4-h-small}}}
              command: {providers: {oracle: {model: cohere.command-r-plus}}}
              titan: {providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
              copied: {providers: {openai: {model: gpt-4o}}, shadow: {target: {provider: anthropic, model: claude-haiku-4-5}, percent: 100}}
            """;
    private static final String CHAT = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;
    private final EverythingLogged log = new EverythingLogged();

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
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

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, gpt-4o, false, openai",
        "/v1/chat/completions, gpt-4o, true, openai",
        "/v1/chat/completions, claude, false, converse",
        "/v1/chat/completions, claude, true, converse",
        "/v1/chat/completions, azured, false, azure",
        "/v1/chat/completions, gemini, false, gemini",
        "/v1/chat/completions, granite, false, watsonx",
        "/v1/chat/completions, command, false, oci-cohere",
    })
    void theProviderGetsItAsItCame(String path, String model, boolean stream, String dialect) {
        assertThat(ask(path, "{\"model\":\"" + model + "\",\"stream\":" + stream + "," + CHAT + "}"))
                .isEqualTo(200);
        assertGoesOn(FAKES.speaking(dialect));
        FAKES.assertTreatedWell();
    }

    @Test
    void soItDoesOnNativePaths() {
        assertThat(ask(
                        "/providers/bedrock/model/anthropic.claude-3-haiku-20240307-v1:0/converse",
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}"))
                .isEqualTo(200);
        assertGoesOn(FAKES.bedrock);
        assertThat(ask("/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"," + CHAT + "}"))
                .isEqualTo(200);
        assertGoesOn(FAKES.openai);
        FAKES.assertTreatedWell();
    }

    @Test
    void soDoEachPartAndEachAttempt() {
        assertThat(ask("/v1/embeddings", "{\"model\":\"titan\",\"input\":[\"one\",\"two\",\"three\"]}"))
                .isEqualTo(200);
        assertThat(FAKES.bedrock.received()).hasSize(3).allSatisfy(ContinuedTraceRoadTest::assertGoesOn);

        FAKES.openai.enqueue(FAKES.openai.error(503));
        assertThat(ask("/v1/chat/completions", "{\"model\":\"gpt-4o\"," + CHAT + "}"))
                .isEqualTo(200);
        assertGoesOn(FAKES.openai);
        assertGoesOn(FAKES.anthropic);
        FAKES.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "hello",
            })
    void whatIsNoneIsPassedOnToNobody(String parent) {
        gateway.send(request("/v1/chat/completions", "{\"model\":\"gpt-4o\"," + CHAT + "}")
                .header("traceparent", parent)
                .header("tracestate", STATE)
                .build());
        assertNoTrace(FAKES.openai.last());
    }

    @Test
    void twoAreNoneAndNoneIsMadeUp() {
        gateway.send(request("/v1/chat/completions", "{\"model\":\"gpt-4o\"," + CHAT + "}")
                .header("traceparent", PARENT)
                .header("traceparent", PARENT.replace('4', '5'))
                .build());
        assertNoTrace(FAKES.openai.last());
        gateway.chat("{\"model\":\"gpt-4o\"," + CHAT + "}");
        assertNoTrace(FAKES.openai.last());
    }

    /** A client that finds its span's id at a provider believes that it was its own call. */
    @Test
    void aCopyForTheShadowIsInNobodysTrace() throws InterruptedException {
        log.begin();
        try {
            assertThat(ask("/v1/chat/completions", "{\"model\":\"copied\"," + CHAT + "}"))
                    .isEqualTo(200);
            log.awaitLine("serai.shadow", "trace_id=\"" + TRACE + "\"");
        } finally {
            log.end();
        }
        assertGoesOn(FAKES.openai);
        assertNoTrace(FAKES.anthropic.last());
    }

    @Test
    void itsLinesInTheLogNameIt() throws InterruptedException {
        FAKES.openai.enqueue(FAKES.openai.error(503));
        log.begin();
        try {
            assertThat(ask("/v1/chat/completions", "{\"model\":\"gpt-4o\"," + CHAT + "}"))
                    .isEqualTo(200);
            for (String logger : List.of("serai.access", "serai.usage", "serai.attempt")) {
                assertThat(log.awaitLine(logger, "request_id")).contains("trace_id=\"" + TRACE + "\"");
            }
        } finally {
            log.end();
        }
    }

    @Test
    void anApplicationsMessageCarriesItToo() throws Exception {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        CamelContext host = new DefaultCamelContext();
        EmbeddedGateway embedded = EmbeddedGateway.in(host, Settings.only(variables));
        try {
            host.start();
            host.createProducerTemplate()
                    .requestBodyAndHeaders(
                            "direct:serai-chat",
                            "{\"model\":\"gpt-4\"," + CHAT + "}",
                            Map.of("traceparent", PARENT, "tracestate", STATE),
                            byte[].class);
            assertGoesOn(FAKES.openai);
        } finally {
            host.stop();
            embedded.close();
        }
    }

    private static void assertGoesOn(FakeProvider fake) {
        assertGoesOn(fake.last());
    }

    private static void assertGoesOn(ReceivedCall call) {
        assertThat(call.headers("traceparent")).containsExactly(PARENT);
        assertThat(call.headers("tracestate")).containsExactly(STATE);
    }

    private static void assertNoTrace(ReceivedCall call) {
        assertThat(call.headerNames()).doesNotContain("traceparent", "tracestate");
    }

    private static int ask(String path, String body) {
        HttpResponse<String> answer = gateway.send(request(path, body)
                .header("traceparent", PARENT)
                .header("tracestate", STATE)
                .build());
        return answer.statusCode();
    }

    private static HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
