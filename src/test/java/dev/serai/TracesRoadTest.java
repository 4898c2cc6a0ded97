package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.serai.config.Settings;
import dev.serai.fakes.FakeCollector;
import dev.serai.fakes.FakeCollector.Received;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A span a request and one an attempt reach the collector, in the client's trace or in one of their own. */
@Timeout(120)
class TracesRoadTest {
    private static final String STATE = "congo=t61rcWkgMzE";
    private static final String PARENT_SPAN = "00f067aa0ba902b7";
    private static final String PROMPT = "canary-prompt-7Qx2";
    private static final String TOKEN = "canary-collector-key-93Lm";
    private static final String MAPPING = """
            model_mappings:
              ours: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-haiku-4-5}}}
              alone: {providers: {openai: {model: gpt-4o-mini}}}
              claude: {providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              titan: {providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
              ailing: {default_provider: weak, providers: {weak: {model: claude-haiku-4-5}, openai: {model: gpt-4o}}}
              copied: {providers: {openai: {model: gpt-4o}}, shadow: {target: {provider: anthropic, model: claude-haiku-4-5}, percent: 100}}
            routing: {fallback: {enabled: true, providers: [weak, openai, anthropic], max_attempts: 2}}
            providers:
              weak: {type: anthropic, base_url: "${ANTHROPIC_BASE_URL}", api_key: "${ANTHROPIC_API_KEY}", health_probe: {enabled: false}, breaker: {window: 2, minimum_calls: 2, open_for: 1h}}
            """;
    private static final String CHAT = "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final FakeCollector COLLECTOR = FakeCollector.start();
    private static RunningGateway gateway;
    private final String trace = randomTrace();

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, environment(COLLECTOR.url() + "/"));
    }

    private static Map<String, String> environment(String collector) {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
        variables.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=" + TOKEN + ",x-tenant=a%20b");
        variables.put("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
        return variables;
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
        COLLECTOR.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @Test
    void aRequestAndItsAttempt() throws InterruptedException {
        HttpResponse<String> answer = ask("/v1/chat/completions", "{\"model\":\"ours\"," + CHAT + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        List<Received> spans = COLLECTOR.await(trace, 2);

        Received request = spans.get(0);
        assertThat(request.span().getName()).isEqualTo("POST /v1/chat/completions");
        assertThat(request.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.parentId()).isEqualTo(PARENT_SPAN);
        assertThat(request.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/chat/completions")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "ours")
                .containsEntry("serai.attempts", "1")
                .containsEntry(
                        "serai.request_id",
                        answer.headers().firstValue("x-request-id").orElseThrow())
                .doesNotContainKeys("error.type", "serai.key");

        Received attempt = spans.get(1);
        assertThat(attempt.span().getName()).isEqualTo("chat gpt-4o");
        assertThat(attempt.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(attempt.parentId()).isEqualTo(request.id());
        assertThat(attempt.attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.request.model", "gpt-4o")
                .containsEntry("gen_ai.response.finish_reasons", "[stop]")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("serai.provider", "openai")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry(
                        "server.port", Integer.toString(FAKES.openai.origin().getPort()))
                .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "serai.provider_request_id")
                .doesNotContainKey("error.type");
        assertWithin(attempt, request);
        assertThat(attempt.resource())
                .contains(entry("service.name", "serai"), entry("deployment.environment.name", "test"));
        assertGoesOn(FAKES.openai, attempt, "01");
    }

    @Test
    void whatAPolicyAsksIsWithinTheRequest(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("asks.camel.yaml"), """
                - route:
                    id: asks
                    from:
                      uri: direct:asks
                      steps:
                        - setVariable: {id: whom, name: askModel, expression: {constant: {expression: claude}}}
                        - to: {id: ask, uri: "direct:ask-model"}
                """);
        Map<String, String> variables = environment(COLLECTOR.url() + "/");
        variables.put("serai.policies", "asks");
        variables.put("serai.policies.folder", folder.toString());
        try (RunningGateway asking = RunningGateway.start(MAPPING, variables)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(asking.baseUrl() + "/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .header("traceparent", "00-" + trace + "-" + PARENT_SPAN + "-01")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"alone\"," + CHAT + "}"))
                    .build();
            assertThat(asking.send(request).statusCode()).isEqualTo(200);
        }
        List<Received> spans = COLLECTOR.await(trace, 4);
        Received request = named(spans, "POST /v1/chat/completions");
        Received question = named(spans, "serai-chat");
        assertThat(question.parentId()).isEqualTo(request.id());
        assertThat(question.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
        assertThat(question.attributes()).doesNotContainKey("http.response.status_code");
        assertThat(named(spans, "chat anthropic.claude-3-haiku-20240307-v1:0").parentId())
                .isEqualTo(question.id());
        assertThat(named(spans, "chat gpt-4o-mini").parentId()).isEqualTo(request.id());
    }

    private static Received named(List<Received> spans, String name) {
        return spans.stream()
                .filter(each -> each.span().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTraceOfItsOwnWhereTheClientHasNone() throws InterruptedException {
        EverythingLogged log = new EverythingLogged();
        log.begin();
        String line;
        try {
            assertThat(gateway.chat("{\"model\":\"alone\"," + CHAT + "}").statusCode())
                    .isEqualTo(200);
            line = log.awaitLine("serai.access", "trace_id");
        } finally {
            log.end();
        }
        String traceparent = FAKES.openai.last().header("traceparent");
        String own = traceparent.substring(3, 35);
        assertThat(line).contains("trace_id=\"" + own + "\"");
        List<Received> spans = COLLECTOR.await(own, 2);
        assertThat(spans.get(0).parentId()).isEmpty();
        assertThat(traceparent).isEqualTo("00-" + own + "-" + spans.get(1).id() + "-01");
        assertThat(FAKES.openai.last().header("tracestate")).isNull();
    }

    @Test
    void aFailoverIsTwoAttempts() throws InterruptedException {
        FAKES.openai.enqueue(FAKES.openai.error(503));
        assertThat(ask("/v1/chat/completions", "{\"model\":\"ours\"," + CHAT + "}")
                        .statusCode())
                .isEqualTo(200);
        List<Received> spans = COLLECTOR.await(trace, 3);
        Received failed = spans.get(1);
        Received answered = spans.get(2);
        assertThat(spans.get(0).attributes())
                .containsEntry("http.response.status_code", "200")
                .containsEntry("serai.attempts", "2");
        assertThat(failed.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(failed.attributes())
                .containsEntry("error.type", "unavailable")
                .containsEntry("http.response.status_code", "503")
                .doesNotContainKeys("gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens");
        assertThat(answered.span().getName()).isEqualTo("chat claude-haiku-4-5");
        assertThat(answered.attributes()).containsEntry("gen_ai.provider.name", "anthropic");
        assertThat(List.of(failed.parentId(), answered.parentId()))
                .containsOnly(spans.get(0).id());
        assertGoesOn(FAKES.openai, failed, "01");
        assertGoesOn(FAKES.anthropic, answered, "01");
    }

    /** A target whose breaker is open was not asked: it has no span. */
    @Test
    void whoIsPassedOverIsNoAttempt() throws InterruptedException {
        FAKES.anthropic.always(FAKES.anthropic.error(500));
        for (int i = 0; i < 2; i++) {
            gateway.chat("{\"model\":\"ailing\"," + CHAT + "}");
        }
        assertThat(ask("/v1/chat/completions", "{\"model\":\"ailing\"," + CHAT + "}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(COLLECTOR.await(trace, 2)).hasSize(2).last().satisfies(attempt -> assertThat(attempt.attributes())
                .containsEntry("serai.provider", "openai"));
    }

    @Test
    void aStreamEndsItsSpanWithItself() throws InterruptedException {
        assertThat(ask("/v1/chat/completions", "{\"model\":\"claude\",\"stream\":true," + CHAT + "}")
                        .statusCode())
                .isEqualTo(200);
        List<Received> spans = COLLECTOR.await(trace, 2);
        assertThat(spans.get(0).attributes()).containsEntry("gen_ai.request.stream", "true");
        assertThat(spans.get(1).attributes())
                .containsEntry("gen_ai.provider.name", "aws.bedrock")
                .containsEntry("gen_ai.request.stream", "true")
                .containsEntry("gen_ai.response.finish_reasons", "[stop]")
                .containsKeys("gen_ai.response.time_to_first_chunk", "gen_ai.usage.output_tokens");
        assertWithin(spans.get(1), spans.get(0));
        assertGoesOn(FAKES.bedrock, spans.get(1), "01");
        FAKES.assertTreatedWell();
    }

    @Test
    void aBrokenStreamIsAnError() throws InterruptedException {
        FAKES.openai.enqueue(FAKES.openai.stream("one", "two").cutAfterContents(1, Reply.Ending.RESET));
        ask("/v1/chat/completions", "{\"model\":\"alone\",\"stream\":true," + CHAT + "}");
        List<Received> spans = COLLECTOR.await(trace, 2);
        assertThat(spans).allSatisfy(span -> assertThat(span.span().getStatus().getCode())
                .isEqualTo(StatusCode.STATUS_CODE_ERROR));
        assertThat(spans.get(1).attributes()).containsEntry("error.type", "invalid_response");
    }

    @Test
    void nativeCallsAndPartsToo() throws InterruptedException {
        assertThat(ask(
                                "/providers/bedrock/model/anthropic.claude-3-haiku-20240307-v1:0/converse",
                                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + PROMPT + "\"}]}]}")
                        .statusCode())
                .isEqualTo(200);
        List<Received> spans = COLLECTOR.await(trace, 2);
        assertThat(spans.get(0).span().getName()).isEqualTo("POST /providers/*");
        assertThat(spans.get(1).span().getName()).isEqualTo("chat anthropic.claude-3-haiku-20240307-v1:0");
        assertThat(spans.get(1).attributes()).containsKey("gen_ai.usage.input_tokens");
        assertGoesOn(FAKES.bedrock, spans.get(1), "01");

        String other = randomTrace();
        gateway.send(request("/v1/embeddings", "{\"model\":\"titan\",\"input\":[\"one\",\"two\"]}")
                .header("traceparent", "00-" + other + "-" + PARENT_SPAN + "-01")
                .build());
        Received attempt = COLLECTOR.await(other, 2).get(1);
        assertThat(attempt.span().getName()).isEqualTo("embeddings amazon.titan-embed-text-v2:0");
        assertThat(attempt.attributes()).containsEntry("server.address", "127.0.0.1");
        List<String> parents = FAKES.bedrock.received().stream()
                .skip(1)
                .map(call -> call.header("traceparent"))
                .toList();
        assertThat(parents).hasSize(2).containsOnly("00-" + other + "-" + attempt.id() + "-01");
        FAKES.assertTreatedWell();
    }

    @Test
    void whatWasRefusedSaysWhy() throws InterruptedException {
        assertThat(ask("/v1/chat/completions", "{\"model\":\"no-such\"," + CHAT + "}")
                        .statusCode())
                .isEqualTo(404);
        Received refused = COLLECTOR.await(trace, 1).get(0);
        assertThat(refused.attributes())
                .containsEntry("http.response.status_code", "404")
                .containsEntry("error.type", "model_not_found")
                .containsEntry("serai.attempts", "0");
        assertThat(refused.span().getStatus().getCode())
                .as("the client's fault is no server's")
                .isEqualTo(StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void whoCallsIsSaid() throws InterruptedException {
        String key = "k9f3-Tq7w-Zx21-Lm5p-Rb80";
        Map<String, String> variables = environment(COLLECTOR.url());
        variables.put("AUTH_ENABLED", "true");
        variables.put("API_KEY_CI", key);
        variables.put("DATABASE_URL", "none");
        try (RunningGateway guarded = RunningGateway.start(MAPPING, variables)) {
            for (String shown : List.of(key, "k9f3-Tq7w-Zx21-Lm5p-wrong")) {
                guarded.send(HttpRequest.newBuilder(URI.create(guarded.baseUrl() + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + shown)
                        .header("traceparent", "00-" + trace + "-" + PARENT_SPAN + "-01")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"alone\"," + CHAT + "}"))
                        .build());
            }
        }
        List<Received> spans = COLLECTOR.await(trace, 2);
        assertThat(spans).as("whoever is not let in has none").hasSize(2);
        assertThat(spans.get(0).attributes()).containsKey("serai.key");
        assertThat(spans.toString()).doesNotContain(key);
    }

    /** Whoever began the trace does not keep it: neither do we, but the trace goes on. */
    @Test
    void whatIsNotSampledIsNotExported() throws InterruptedException {
        HttpResponse<String> answer = gateway.send(request("/v1/chat/completions", "{\"model\":\"alone\"," + CHAT + "}")
                .header("traceparent", "00-" + trace + "-" + PARENT_SPAN + "-00")
                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(FAKES.openai.last().header("traceparent"))
                .startsWith("00-" + trace)
                .endsWith("-00");
        String later = randomTrace();
        gateway.send(request("/v1/chat/completions", "{\"model\":\"alone\"," + CHAT + "}")
                .header("traceparent", "00-" + later + "-" + PARENT_SPAN + "-01")
                .build());
        COLLECTOR.await(later, 2);
        assertThat(COLLECTOR.received()).noneMatch(span -> span.traceId().equals(trace));
    }

    @Test
    void aShadowIsInNobodysTrace() throws InterruptedException {
        EverythingLogged log = new EverythingLogged();
        log.begin();
        try {
            assertThat(ask("/v1/chat/completions", "{\"model\":\"copied\"," + CHAT + "}")
                            .statusCode())
                    .isEqualTo(200);
            log.awaitLine("serai.shadow", trace);
        } finally {
            log.end();
        }
        assertThat(FAKES.anthropic.last().headerNames()).doesNotContain("traceparent", "tracestate");
        assertThat(COLLECTOR.await(trace, 2)).hasSize(2);
    }

    /** Rows P1 and T29. */
    @Test
    void t29NothingThatWasSaidAndNoSecretIsInThem() throws InterruptedException {
        FAKES.openai.enqueue(FAKES.openai.error(500));
        ask("/v1/chat/completions", "{\"model\":\"ours\",\"stream\":true," + CHAT + "}");
        COLLECTOR.await(trace, 3);
        Canaries canaries = new Canaries(FAKES.credentials());
        assertThat(COLLECTOR.bodies()).isNotEmpty().allSatisfy(body -> {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain(PROMPT, TOKEN);
            assertThat(canaries.in(text)).isNull();
        });
        assertThat(COLLECTOR.headers()).allSatisfy(headers -> assertThat(headers)
                .containsEntry("Api-key", List.of(TOKEN))
                .containsEntry("X-tenant", List.of("a b")));
    }

    @Test
    void anEndSendsWhatWaits() {
        FakeCollector own = FakeCollector.start();
        try (own) {
            try (RunningGateway other = RunningGateway.start(MAPPING, environment(own.url()))) {
                assertThat(other.chat("{\"model\":\"alone\"," + CHAT + "}").statusCode())
                        .isEqualTo(200);
            }
            assertThat(own.received()).hasSize(2);
        }
    }

    @Test
    void aCollectorThatIsAwayOrRefusesCostsNobodyAnAnswer() throws InterruptedException {
        FakeCollector own = FakeCollector.start();
        own.answers(401);
        EverythingLogged log = new EverythingLogged();
        log.begin();
        try (own;
                RunningGateway other = RunningGateway.start(MAPPING, environment(own.url()))) {
            assertThat(other.chat("{\"model\":\"alone\"," + CHAT + "}").statusCode())
                    .isEqualTo(200);
            assertThat(log.awaitLine("dev.serai.traces.SdkLog", "401")).doesNotContain(TOKEN);
            String failed = "ai_proxy_trace_spans_total{outcome=\"failed\"} 2.0";
            while (!other.get("/metrics").body().contains(failed)) {
                Thread.sleep(20);
            }
            own.close();
            assertThat(other.chat("{\"model\":\"alone\"," + CHAT + "}").statusCode())
                    .isEqualTo(200);
        } finally {
            log.end();
        }
        log.assertHolds(List.of(TOKEN));
    }

    @Test
    void anApplicationsMessageHasASpanWithinItsOwn() throws Exception {
        Map<String, String> variables = environment(COLLECTOR.url());
        CamelContext host = new DefaultCamelContext();
        EmbeddedGateway embedded = EmbeddedGateway.in(host, Settings.only(variables));
        try {
            host.start();
            host.createProducerTemplate()
                    .requestBodyAndHeader(
                            "direct:serai-chat",
                            "{\"model\":\"gpt-4\"," + CHAT + "}",
                            "traceparent",
                            "00-" + trace + "-" + PARENT_SPAN + "-01",
                            byte[].class);
            List<Received> spans = COLLECTOR.await(trace, 2);
            assertThat(spans.get(0).span().getName()).isEqualTo("serai-chat");
            assertThat(spans.get(0).span().getKind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
            assertThat(spans.get(0).parentId()).isEqualTo(PARENT_SPAN);
            assertThat(spans.get(0).attributes()).doesNotContainKeys("http.response.status_code", "http.route");
        } finally {
            host.stop();
            embedded.close();
        }
    }

    private static void assertWithin(Received inner, Received outer) {
        assertThat(inner.span().getStartTimeUnixNano())
                .isBetween(outer.span().getStartTimeUnixNano(), outer.span().getEndTimeUnixNano());
        assertThat(inner.span().getEndTimeUnixNano())
                .isBetween(inner.span().getStartTimeUnixNano(), outer.span().getEndTimeUnixNano());
    }

    private void assertGoesOn(FakeProvider fake, Received attempt, String flags) {
        assertThat(fake.last().headers("traceparent"))
                .containsExactly("00-" + trace + "-" + attempt.id() + "-" + flags);
        assertThat(fake.last().headers("tracestate")).containsExactly(STATE);
    }

    private static String randomTrace() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private HttpResponse<String> ask(String path, String body) {
        return gateway.send(request(path, body)
                .header("traceparent", "00-" + trace + "-" + PARENT_SPAN + "-01")
                .header("tracestate", STATE)
                .build());
    }

    private static HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
