package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies of a running gateway: a good edit serves, a broken one changes nothing, no request and no stream is lost. */
class PolicyReloadRoadTest {
    private static final Duration AT_LAST = Duration.ofSeconds(30);
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String MAPPING = """
            model_mappings:
              asked: {providers: {openai: {model: gpt-4o}}}
              gpt-4.1: {providers: {openai: {model: gpt-4.1}}}
              gpt-4.1-mini: {providers: {openai: {model: gpt-4.1-mini}}}
              tried-out: {providers: {openai: {model: gpt-4.1-nano}}, canary: {target: {provider: openai, model: o3}, percent: 0}}
            routing: {deadline: 3s}
            """;

    @TempDir
    static Path folder;

    @TempDir
    static Path configuration;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        write("first", set("preferProviders", "openai"));
        write("second", uses("gpt-4.1"));
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("serai.policies.folder", folder.toString());
        map(MAPPING);
        variables.put(
                "MODEL_MAPPING_CONFIG", configuration.resolve("mapping.yaml").toString());
        list("first, second");
        gateway = RunningGateway.startIn(configuration, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
    }

    private static void list(String policies) throws IOException {
        Files.writeString(
                Files.createDirectories(configuration.resolve("configs")).resolve("application.properties"),
                "serai.policies = " + policies + "\n");
    }

    private static void map(String mapping) throws IOException {
        Files.writeString(configuration.resolve("mapping.yaml"), mapping);
    }

    @BeforeEach
    void goBack() throws Exception {
        map(MAPPING);
        list("first, second");
        change(
                "second",
                uses("gpt-4.1"),
                () -> model().equals("gpt-4.1") && lastReload().equals("1.0"));
    }

    @Test
    void editAfterEditServesWhileNoRequestIsLost() throws Exception {
        try (Askers askers = new Askers()) {
            for (int edit = 0; edit < 3; edit++) {
                change("second", uses("gpt-4.1-mini"), () -> model().equals("gpt-4.1-mini"));
                askers.awaitMore();
                change("second", uses("gpt-4.1"), () -> model().equals("gpt-4.1"));
                askers.awaitMore();
            }
            assertThat(askers.failures).isEmpty();
            assertThat(askers.models).as("never without a policy").containsOnlyKeys("gpt-4.1", "gpt-4.1-mini");
        }
    }

    @Test
    void aStreamGoesOnOverAnEdit() throws Exception {
        CompletableFuture<HttpResponse<String>> stream = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"sandbox-slow\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + "one two three four five six seven eight nine ten ".repeat(3) + "\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        write("second", refuses());
        await(() -> gateway.chat(body("asked")).statusCode() == 403);
        assertThat(stream.get().statusCode()).isEqualTo(200);
        assertThat(stream.get().body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aBrokenEditChangesNothingAndIsSeenWithItsLine() throws Exception {
        for (Map.Entry<String, String> broken : Map.of(
                        "setVaribale", uses("gpt-4.1-mini").replace("setVariable", "setVaribale"),
                        "is not a model of the mapping", uses("gpt-4.1-mni"),
                        "nobody-has-it", step("process", "ref: nobody-has-it"),
                        "stop would end", step("stop", "description: the end"))
                .entrySet()) {
            change("second", broken.getValue(), () -> lastReload().equals("0.0") && ready().contains(broken.getKey()));
            assertThat(ready())
                    .contains("\"last_reload_successful\":false")
                    .containsPattern("second\\.camel\\.yaml:\\d+:\\d+: ");
            assertThat(model()).isEqualTo("gpt-4.1");
        }
    }

    @Test
    void aMappingThatThePoliciesDoNotGoWithIsRefusedUntilTheyAreChangedToo() throws Exception {
        String renamed = MAPPING.replace("  gpt-4.1: ", "  gpt-4.1-new: ");
        map(renamed);
        await(() -> lastReload().equals("0.0") && ready().contains("is not a model of the mapping"));
        assertThat(model()).isEqualTo("gpt-4.1");
        write("second", uses("gpt-4.1-new"));
        await(() -> lastReload().equals("1.0") && model().equals("gpt-4.1"));
        assertThat(gateway.get("/v1/models").body()).contains("gpt-4.1-new");
    }

    @Test
    void aPolicyThatNamesAModelBeforeItIsMappedIsTakenOnceItIs() throws Exception {
        change("second", uses("o4-mini"), () -> lastReload().equals("0.0"));
        assertThat(model()).isEqualTo("gpt-4.1");
        map(MAPPING.replace("  gpt-4.1: ", "  o4-mini: {providers: {openai: {model: o4-mini}}}\n  gpt-4.1: "));
        await(() -> lastReload().equals("1.0") && model().equals("o4-mini"));
    }

    @Test
    void aFileThatIsGoneIsMissedAndServesOn() throws Exception {
        Files.delete(folder.resolve("second.camel.yaml"));
        await(() -> lastReload().equals("0.0"));
        assertThat(ready()).contains("second.camel.yaml");
        assertThat(model()).isEqualTo("gpt-4.1");
    }

    @Test
    void aListThatChangesIsFollowedFromThenOn() throws Exception {
        write("third", uses("gpt-4.1-mini"));
        list("first, second, third");
        await(() -> model().equals("gpt-4.1-mini"));
        changeList("third, first, second", () -> model().equals("gpt-4.1"));
        changeList("first, fourth", () -> lastReload().equals("0.0") && ready().contains("fourth"));
        assertThat(model()).isEqualTo("gpt-4.1");
        Files.delete(configuration.resolve("configs/application.properties"));
        await(() -> ready().contains("application.properties: is gone"));
        assertThat(model()).as("what a policy forbids stays forbidden").isEqualTo("gpt-4.1");
        changeList("", () -> lastReload().equals("1.0") && model().equals("gpt-4o"));
    }

    @Test
    void theCanarysRuleIsReloadedAndWithoutAFileItIsTheShippedOne() throws Exception {
        changeList("first", () -> model("tried-out").equals("gpt-4.1-nano"));
        change("canary", set("firstTarget", "openai/o3"), () -> model("tried-out")
                .equals("o3"));
        change("canary", step("stop", "description: the end"), () -> ready().contains("canary.camel.yaml:7"));
        assertThat(model("tried-out")).isEqualTo("o3");
        Files.delete(folder.resolve("canary.camel.yaml"));
        gateway.gateway().reload();
        await(() -> lastReload().equals("1.0") && model("tried-out").equals("gpt-4.1-nano"));
    }

    @Test
    void theOldVersionGoesOnceNobodyCanHoldIt() throws Exception {
        Set<String> before = policies();
        change("second", uses("gpt-4.1-mini"), () -> model().equals("gpt-4.1-mini"));
        await(() -> policies().stream().noneMatch(before::contains));
        assertThat(policies()).as("two listed, the canary and the shadow").hasSize(4);
        assertThat(model()).isEqualTo("gpt-4.1-mini");
    }

    private static Set<String> policies() {
        Set<String> ids = new java.util.TreeSet<>();
        gateway.gateway().camel().getRoutes().forEach(route -> {
            if (route.getRouteId().contains("~")) {
                ids.add(route.getRouteId());
            }
        });
        return ids;
    }

    /** What the watchers would see in some seconds is looked for at once. */
    private static void change(String policy, String text, BooleanSupplier served) throws Exception {
        write(policy, text);
        gateway.gateway().reload();
        await(served);
    }

    private static void changeList(String policies, BooleanSupplier served) throws Exception {
        list(policies);
        gateway.gateway().reload();
        await(served);
    }

    private static void await(BooleanSupplier served) throws InterruptedException {
        Instant deadline = Instant.now().plus(AT_LAST);
        while (!served.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private static void write(String name, String steps) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
                - route:
                    id: %1$s
                    from:
                      uri: direct
                      parameters: {name: %1$s}
                      steps:
                %2$s""".formatted(name, steps));
    }

    private static String uses(String model) {
        return set("useModel", model);
    }

    private static String refuses() {
        return set("refuse", "Not today");
    }

    private static String set(String variable, String value) {
        return step(
                "setVariable",
                "name: " + variable + "\n            expression: {constant: {expression: \"" + value + "\"}}");
    }

    private static String step(String kind, String content) {
        return "        - " + kind + ":\n            id: the-step\n            " + content + "\n";
    }

    private static String body(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static String model() {
        return model("asked");
    }

    private static String model(String asked) {
        return gateway.chat(body(asked))
                .headers()
                .firstValue("x-provider-model")
                .orElse("none");
    }

    private static String ready() {
        return gateway.get("/ready").body();
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

    /** Four clients who keep asking, and remember who answered. */
    private static final class Askers implements AutoCloseable {
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private final Map<String, Integer> models = new ConcurrentHashMap<>();
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
                    HttpResponse<String> answer = gateway.chat(body("asked"));
                    if (answer.statusCode() == 200) {
                        models.merge(
                                answer.headers().firstValue("x-provider-model").orElse("none"), 1, Integer::sum);
                    } else {
                        failures.merge(answer.body(), 1, Integer::sum);
                    }
                } catch (RuntimeException e) {
                    failures.merge(e.toString(), 1, Integer::sum);
                }
                answered.incrementAndGet();
            }
        }

        void awaitMore() throws InterruptedException {
            int enough = answered.get() + 40;
            while (answered.get() < enough) {
                Thread.sleep(10);
            }
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
