package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that break while the gateway runs: row F32 of the table of faults. No request is lost in {@link ReloadRoadTest}, how a
 * file is watched in {@code config.MappingWatcherTest}; row F33, with the certificate, is in {@code http.TlsTest}.
 */
@Timeout(120)
class FaultsOfConfigurationTest {
    private static final String GOOD = """
            model_mappings:
              steady: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;
    /** Beside each fault, so that a partial apply would be seen. */
    private static final String ADDED =
            "  added: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}\n";

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();

    @TempDir
    static Path folder;

    private static Path mapping;
    private static RunningGateway gateway;

    /** What is in the file, where the report points to, and a word of it. */
    private record Fault(String name, String text, String place, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        mapping = folder.resolve("model-mapping.yaml");
        Files.writeString(mapping, GOOD);
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("MODEL_MAPPING_CONFIG", mapping.toString());
        gateway = RunningGateway.start(variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("no YAML", GOOD + ADDED + "  broken: {\n", "model-mapping.yaml:5", "flow node"),
                new Fault(
                        "half a file",
                        (GOOD + ADDED).substring(0, (GOOD + ADDED).length() - 12),
                        "model-mapping.yaml:3",
                        "flow mapping"),
                new Fault("a model twice", GOOD + ADDED + ADDED, "model-mapping.yaml:4", "added"),
                new Fault(
                        "a pattern that is none",
                        GOOD + ADDED + "routing: {patterns: [{pattern: \"^gpt-(\", default_provider: openai}]}\n",
                        "model-mapping.yaml:4",
                        "pattern"),
                new Fault(
                        "an unknown provider",
                        GOOD + ADDED + "  other: {default_provider: opnai, providers: {opnai: {model: x}}}\n",
                        "model-mapping.yaml:4",
                        "opnai"),
                new Fault(
                        "an unset variable",
                        GOOD + ADDED
                                + "  other: {default_provider: openai, description: \"${NOBODY_SETS_THIS}\", providers: {openai: {model: x}}}\n",
                        "model-mapping.yaml:4",
                        "NOBODY_SETS_THIS"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @DisplayName(
            "F32 a file that is broken on reload: all stays as it was, the metric says 0, and /ready says where and what")
    void f32_brokenFile(Fault fault) throws Exception {
        Files.writeString(mapping, fault.text());
        await(() -> gateway.get("/ready").body().contains(fault.said()));
        HttpResponse<String> ready = gateway.get("/ready");
        assertThat(ready.statusCode()).as("it serves as before").isEqualTo(200);
        assertThat(ready.body()).contains("\"last_reload_successful\":false").contains(fault.place());
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_config_last_reload_successful 0.0");
        assertThat(status("steady")).isEqualTo(200);
        assertThat(status("added")).as("nothing of the file is in use").isEqualTo(404);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("seen within 30 s").isBefore(deadline);
        }
    }

    private static int status(String model) {
        return gateway.chat(FaultRoad.body(model, false)).statusCode();
    }
}
