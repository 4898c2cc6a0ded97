package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mapping file of a running gateway: a good edit serves within 5 s, a bad one changes nothing, and no request is lost. */
class ReloadRoadTest {
    /** What the contract says of a good edit. */
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private static final Duration AT_LAST = Duration.ofSeconds(30);
    private static final String FIRST = """
            model_mappings:
              steady: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeOpenAi LOCAL = FakeOpenAi.start();

    @TempDir
    static Path folder;

    private static Path mapping;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        mapping = folder.resolve("model-mapping.yaml");
        Files.writeString(mapping, FIRST);
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("MODEL_MAPPING_CONFIG", mapping.toString());
        variables.put("LOCAL_KEY", LOCAL.key());
        gateway = RunningGateway.start(variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
        LOCAL.close();
    }

    @AfterEach
    void goBack() throws Exception {
        change(FIRST, () -> status("added") == 404 && lastReload().equals("1.0"));
    }

    @Test
    void fiveMistakesRefuseTheStart() {
        String mistakes = """
                model_mappings:
                  gpt-4:
                    default_provider: opnai
                    providers:
                      openai: {model: gpt-4-0125-preview}
                      azuer: {deployment: gpt-4}
                routing:
                  patterns:
                    - {pattern: "^titan-(.+", default_provider: bedrock}
                  fallback: {max_atempts: 2}
                providers:
                  openai: {timeout: soon}
                """;
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() ->
                        RunningGateway.start(mistakes, OPENAI.environment()).close())
                .satisfies(refused -> assertThat(refused.problems())
                        .hasSize(5)
                        .allSatisfy(problem ->
                                assertThat(problem.toString()).matches("model-mapping[0-9]*\\.yaml:\\d+:\\d+: .+"))
                        .extracting(Object::toString)
                        .anySatisfy(line -> assertThat(line).contains("did you mean \"openai\"?"))
                        .anySatisfy(line -> assertThat(line).contains("did you mean \"azure\"?"))
                        .anySatisfy(line -> assertThat(line).contains("did you mean \"max_attempts\"?"))
                        .anySatisfy(line -> assertThat(line).contains("patterns[0].pattern"))
                        .anySatisfy(line -> assertThat(line).contains("timeout")));
    }

    @Test
    void aGoodEditServesWhileNoRequestIsLost() throws Exception {
        try (Askers askers = new Askers()) {
            change(FIRST + """
                      added: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
                    """, PROMPTLY, () -> status("added") == 200);
            assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"added\"");
            askers.awaitMore();
            askers.assertAllAnswered();
        }
        assertThat(OPENAI.received()).anyMatch(call -> call.text().contains("\"gpt-4o-mini\""));
    }

    @Test
    void aBadEditChangesNothingAndIsSeen() throws Exception {
        change(FIRST.replace("default_provider: openai", "default_provider: opnai"), () -> lastReload()
                .equals("0.0"));
        assertThat(status("steady")).isEqualTo(200);
        HttpResponse<String> ready = gateway.get("/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"last_reload_successful\":false")
                .contains("model-mapping.yaml:2:")
                .contains("opnai");
    }

    @Test
    void aHalfWrittenFileChangesNothing() throws Exception {
        change(FIRST.substring(0, FIRST.length() / 2), () -> lastReload().equals("0.0"));
        assertThat(status("steady")).isEqualTo(200);
    }

    @Test
    void aProviderComesAndGoes() throws Exception {
        try (Askers askers = new Askers()) {
            change(FIRST + """
                      added: {default_provider: local, providers: {local: {model: llama3}}}
                    providers:
                      local: {type: openai, base_url: "%s", api_key: "${LOCAL_KEY}"}
                    """.formatted(LOCAL.baseUrl()), () -> status("added") == 200);
            assertThat(LOCAL.last().text()).contains("\"llama3\"");
            LOCAL.assertNothingRefused();
            LOCAL.assertNoForeignCredentials(OPENAI);
            assertThat(gateway.get("/ready").body()).contains("\"local\"");
            change(FIRST, () -> status("added") == 404);
            assertThat(gateway.get("/v1/models").body()).doesNotContain("\"id\":\"added\"");
            assertThat(gateway.get("/ready").body()).doesNotContain("\"local\"");
            askers.awaitMore();
            askers.assertAllAnswered();
        }
    }

    @Test
    void aProviderStaysForRequestsOfTheMappingBeforeTheLast() throws Exception {
        String models = FIRST + """
                  added: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}, local: {model: llama3}}}
                """;
        String local = """
                providers:
                  local: {type: openai, base_url: "%s", api_key: "${LOCAL_KEY}"}
                """.formatted(LOCAL.baseUrl());
        change(models + local + "routing: {deadline: 60s, fallback: {enabled: true}}\n", () -> status("added") == 200);
        LOCAL.forget();
        OPENAI.forget();
        OPENAI.when("slowly", OPENAI.error(500).after(Duration.ofSeconds(8)));
        CompletableFuture<HttpResponse<String>> begun =
                CompletableFuture.supplyAsync(() -> ask("added", "Answer slowly"));
        OPENAI.awaitCalls(1, AT_LAST);
        change(models.replace("added", "short") + local + "routing: {deadline: 1s}\n", () -> status("short") == 200);
        change(FIRST, () -> status("short") == 404);
        assertThat(begun.get().statusCode()).as(begun.get().body()).isEqualTo(200);
        assertThat(LOCAL.last().text()).contains("slowly");
    }

    private static void change(String text, BooleanSupplier served) throws Exception {
        change(text, AT_LAST, served);
    }

    private static void change(String text, Duration atMost, BooleanSupplier served) throws Exception {
        Instant deadline = Instant.now().plus(atMost);
        Files.writeString(mapping, text);
        while (!served.getAsBoolean()) {
            assertThat(Instant.now()).as("served within " + atMost).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private static int status(String model) {
        return ask(model).statusCode();
    }

    private static HttpResponse<String> ask(String model) {
        return ask(model, "Hi");
    }

    private static HttpResponse<String> ask(String model, String text) {
        return gateway.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }

    private static String lastReload() {
        String name = "ai_proxy_config_last_reload_successful ";
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElse(name)
                .substring(name.length());
    }

    /** Four clients who keep asking for the model that no edit touches. */
    private static final class Askers implements AutoCloseable {
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private final AtomicInteger answered = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean closed;

        Askers() {
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(this::askOn);
                thread.start();
                threads.add(thread);
            }
        }

        private void askOn() {
            while (!closed) {
                try {
                    HttpResponse<String> answer = ask("steady");
                    if (answer.statusCode() != 200) {
                        failures.merge(answer.body(), 1, Integer::sum);
                    }
                } catch (RuntimeException e) {
                    failures.merge(e.toString(), 1, Integer::sum);
                }
                answered.incrementAndGet();
            }
        }

        /** Until each has asked again after what has just happened. */
        void awaitMore() throws InterruptedException {
            int enough = answered.get() + 20;
            while (answered.get() < enough) {
                Thread.sleep(10);
            }
        }

        void assertAllAnswered() {
            assertThat(failures).isEmpty();
        }

        @Override
        public void close() {
            closed = true;
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
