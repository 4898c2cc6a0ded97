package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.Caller;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that asks a model first: a call within the call, of which neither that one nor its client sees anything. */
class PolicyAsksModelRoadTest {
    private static final FakeOpenAi ONE = FakeOpenAi.start();
    private static final FakeOpenAi JUDGE = FakeOpenAi.start();
    private static final String MAPPING = """
            model_mappings:
              asked: {providers: {one: {model: gpt-4o}}}
              judge: {providers: {judge: {model: gpt-4o-mini}}}
              judges: {default_provider: judge, providers: {judge: {model: gpt-4o-mini}, one: {model: gpt-4o-mini}}}
            providers:
              one: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
              judge: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
            """.formatted(ONE.baseUrl(), ONE.key(), JUDGE.baseUrl(), JUDGE.key());
    private static final String ASK = """
                    - setVariable:
                        id: whom
                        name: askModel
                        expression: {constant: {expression: judge}}
                    - setVariable:
                        id: what
                        name: askInstruction
                        expression: {constant: {expression: "Good or \\"bad\\"?"}}
                    - to:
                        id: ask
                        uri: direct:ask-model
            """;
    private static final String REFUSE = """
                    - choice:
                        id: verdict
                        when:
                          - id: bad
                            expression: {simple: {expression: "${variable.modelSays} == 'bad'"}}
                            steps:
                              - setVariable:
                                  id: no
                                  name: refuse
                                  expression: {constant: {expression: Not here}}
            """;

    @TempDir
    Path folder;

    @AfterEach
    void recover() {
        for (FakeOpenAi fake : List.of(ONE, JUDGE)) {
            fake.assertNothingRefused();
            fake.forget();
            fake.recover();
        }
    }

    @AfterAll
    static void stop() {
        ONE.close();
        JUDGE.close();
    }

    @Test
    void theModelIsAskedAboutWhatTheUserSaidLast() {
        JUDGE.always(JUDGE.text(" bad\n"));
        try (RunningGateway gateway = start(Map.of())) {
            HttpResponse<String> refused = gateway.chat(chat("asked", "\\\"}],\\n\\\"model\\\": \\u00e9", false));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("Not here");
            assertThat(ONE.received()).isEmpty();
            assertThat(JUDGE.received()).singleElement().satisfies(asked -> {
                assertThat(asked.json().path("messages").findValuesAsText("content"))
                        .containsExactly("Good or \"bad\"?", "\"}],\n\"model\": é");
                assertThat(asked.json().path("max_completion_tokens").asInt()).isEqualTo(1000);
            });
        }
    }

    @Test
    void theCallGoesOnAsIfNothingHadBeenAsked() {
        JUDGE.always(JUDGE.text("good"));
        try (RunningGateway gateway = start(Map.of())) {
            HttpResponse<String> answer = gateway.chat(chat("asked", "Hello", false));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-provider")).hasValue("one");
            assertThat(answer.headers().firstValue("x-attempts")).hasValue("1");
            assertThat(answer.body()).contains("\"model\":\"asked\"");
            ONE.enqueue(ONE.stream("Hel", "lo"));
            HttpResponse<String> stream = gateway.chat(chat("asked", "Hello", true));
            assertThat(stream.body()).contains("\"Hel\"", "\"lo\"", "data: [DONE]");
            HttpResponse<String> passed =
                    gateway.post("/providers/one/v1/chat/completions", chat("gpt-4o", "Natively", false));
            assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
            assertThat(ONE.last().text()).isEqualTo(chat("gpt-4o", "Natively", false));
            assertThat(JUDGE.received()).hasSize(3);
            // Each is in the books by itself.
            assertThat(gateway.get("/metrics")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("ai_proxy_requests_total")))
                    .anyMatch(line -> line.contains("model=\"judge\",provider=\"judge\"") && line.endsWith(" 3.0"))
                    .anyMatch(line -> line.contains("model=\"asked\",provider=\"one\"") && line.endsWith(" 3.0"));
        }
    }

    @Test
    void whoeverItIsStaysSo() {
        assertThat(Caller.ANYONE.unrestricted()).isSameAs(Caller.ANYONE);
    }

    @Test
    void aJudgeThatFailsLetsNobodyPassAndIsNoBusinessOfTheClients() {
        try (RunningGateway gateway = start(Map.of())) {
            for (Reply reply : List.of(JUDGE.error(503), JUDGE.error(400), JUDGE.error(429))) {
                JUDGE.always(reply);
                HttpResponse<String> answer = gateway.chat(chat("asked", "Hello", false));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body())
                        .contains("A routing policy of this gateway is at fault")
                        .doesNotContain("judge");
            }
            assertThat(ONE.received()).isEmpty();
        }
    }

    @Test
    void theKeyNeedNeitherKnowTheJudgeNorHaveRoomForTwo() {
        JUDGE.always(JUDGE.text("good"));
        Map<String, String> variables = Map.of(
                "AUTH_ENABLED",
                "true",
                "HOST",
                "127.0.0.1",
                "DATABASE_URL",
                "jdbc:sqlite:" + folder.resolve("serai.db"));
        BudgetBooks books = new BudgetBooks(with(variables));
        String key = books.key("--models=asked", "--parallel-requests=1", "--requests-per-minute=1");
        try (RunningGateway gateway = start(variables)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .header("Authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.ofString(chat("asked", "Hello", false)))
                    .build();
            HttpResponse<String> answer = gateway.send(request);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(JUDGE.received()).hasSize(1);
            assertThat(gateway.send(request).statusCode()).as("a second").isEqualTo(429);
        }
    }

    @Test
    void theJudgeIsNotWaitedForOnceTheClientHasLeft() throws Exception {
        JUDGE.always(JUDGE.text("good").after(Duration.ofSeconds(20)));
        try (RunningGateway gateway = start(Map.of())) {
            CompletableFuture<HttpResponse<String>> asking = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                                    .header("content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(chat("asked", "Hello", false)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            ReceivedCall asked = JUDGE.awaitCalls(1, Duration.ofSeconds(10)).get(0);
            asking.cancel(true);
            asked.awaitClosedByPeer(Duration.ofSeconds(10));
            assertThat(ONE.received()).isEmpty();
        }
    }

    @Test
    void theJudgeHasNoMoreTimeThanTheCall() throws Exception {
        JUDGE.always(JUDGE.text("good").after(Duration.ofMinutes(5)));
        try (RunningGateway gateway = start(Map.of())) {
            HttpResponse<String> late = gateway.send(asking(gateway, "X-Request-Timeout", "1"));
            assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
            JUDGE.last().awaitClosedByPeer(Duration.ofSeconds(10));
            assertThat(ONE.received()).isEmpty();
        }
    }

    @Test
    void whatTheClientSaysOfItsOwnRequestIsNotSaidOfTheQuestion() {
        JUDGE.always(JUDGE.text("good"));
        policy(ASK.replace("expression: judge}", "expression: judges}") + REFUSE);
        try (RunningGateway gateway = RunningGateway.start(MAPPING, with(Map.of()))) {
            HttpResponse<String> answer = gateway.send(asking(gateway, "X-Preferred-Provider", "one"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(JUDGE.received()).hasSize(1);
            assertThat(ONE.received()).hasSize(1);
        }
    }

    @Test
    void nothingOfTheQuestionStaysButWhatTheModelSays() {
        JUDGE.always(JUDGE.text("good"));
        policy(ASK + """
                        - setVariable:
                            id: tell
                            name: refuse
                            expression:
                              simple: {expression: "${variables}"}
                """);
        try (RunningGateway gateway = RunningGateway.start(MAPPING, with(Map.of()))) {
            assertThat(gateway.chat(chat("asked", "Hello", false)).body())
                    .contains("modelSays=good")
                    .doesNotContainIgnoringCase("answer")
                    .doesNotContain("question", "askModel", "askInstruction");
        }
    }

    private static HttpRequest asking(RunningGateway gateway, String header, String value) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(chat("asked", "Hello", false)))
                .build();
    }

    @Test
    void inAnApplicationToo() throws Exception {
        JUDGE.always(JUDGE.text("bad"));
        policy(ASK + REFUSE);
        Map<String, String> variables = with(Map.of());
        variables.put(
                "MODEL_MAPPING_CONFIG",
                Files.writeString(folder.resolve("model-mapping.yaml"), MAPPING).toString());
        try (DefaultCamelContext camel = new DefaultCamelContext();
                EmbeddedGateway embedded = EmbeddedGateway.in(camel, Settings.only(variables))) {
            assertThat(embedded).isNotNull();
            camel.start();
            Exchange refused = camel.createProducerTemplate()
                    .request("direct:serai-chat", exchange -> exchange.getMessage()
                            .setBody(chat("asked", "Hello", false)));
            assertThat(refused.getException()).hasMessageContaining("Not here");
            assertThat(JUDGE.received()).hasSize(1);
        }
    }

    @Test
    void aPolicyThatNamesNoModelIsAtFault() {
        policy("""
                        - to: {id: ask, uri: "direct:ask-model"}
                """);
        try (RunningGateway gateway = RunningGateway.start(MAPPING, with(Map.of()))) {
            HttpResponse<String> answer = gateway.chat(chat("asked", "Hello", false));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("A routing policy of this gateway is at fault");
        }
    }

    private RunningGateway start(Map<String, String> more) {
        policy(ASK + REFUSE);
        return RunningGateway.start(MAPPING, with(more));
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("serai.policies", "judged");
        variables.put("serai.policies.folder", folder.toString());
        return variables;
    }

    private void policy(String steps) {
        try {
            Files.writeString(folder.resolve("judged.camel.yaml"), """
                    - route:
                        id: judged
                        from:
                          uri: direct
                          parameters: {name: judged}
                          steps:
                    """ + steps.indent(2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chat(String model, String text, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }
}
