package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.TestTargets;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.FakeVertex.Family;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Claude on Vertex AI: every golden request for Anthropic arrives there as Anthropic would get it, but for what Vertex AI wants
 * elsewhere; answers and streams are Anthropic's own, errors may be Google's.
 */
class ClaudeOnVertexRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final String FETCHES_NOTHING =
            "This provider fetches no images, and neither does the gateway: send it as a data: URL.";

    private static FakeVertex vertex;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        vertex = FakeVertex.start(Family.CLAUDE);
        gateway = RunningGateway.start(mapping().toString(), vertex.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        vertex.close();
    }

    @BeforeEach
    void reset() {
        vertex.forget();
        vertex.recover();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestArrivesAsAtAnthropicButForWhatVertexWantsElsewhere() throws IOException {
        return cases().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        vertex.forget();
        HttpResponse<String> answer = gateway.chat(Files.readString(folder.resolve("openai.json"))
                .replace("\"model-under-test\"", "\"" + folder.getFileName() + "\""));
        if (Files.exists(folder.resolve("anthropic.error.json"))) {
            JsonNode golden = json(folder.resolve("anthropic.error.json"));
            refused(
                    answer,
                    golden.path("status").asInt(),
                    golden.path("message").asText());
            return;
        }
        JsonNode golden = json(folder.resolve("anthropic.json"));
        if (golden.findValuesAsText("type").contains("url")) {
            refused(answer, 400, FETCHES_NOTHING);
        } else {
            arrived(answer, golden);
            assertThat(answer.headers()
                            .firstValue("x-dropped-params")
                            .orElse("")
                            .split(", "))
                    .containsExactlyInAnyOrder(dropped(folder, golden));
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String message) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/error/message").asText()).isEqualTo(message);
        assertThat(vertex.received()).isEmpty();
    }

    private static void arrived(HttpResponse<String> answer, JsonNode golden) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        vertex.assertNothingRefused();
        assertThat(vertex.last().json()).isEqualTo(elsewhere(golden));
        String verb = golden.path("stream").asBoolean() ? ":streamRawPredict" : ":rawPredict";
        assertThat(vertex.last().path()).endsWith("/" + golden.path("model").asText() + verb);
    }

    /** The whole difference: no model, a version, no tiers. */
    private static ObjectNode elsewhere(JsonNode golden) {
        ObjectNode body = golden.deepCopy();
        body.remove(List.of("model", "service_tier"));
        return body.put("anthropic_version", "vertex-2023-10-16");
    }

    private static String[] dropped(Path folder, JsonNode golden) throws IOException {
        Path file = folder.resolve("anthropic.dropped.txt");
        List<String> dropped = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        if (golden.has("service_tier")) {
            dropped.add("service_tier");
        }
        return dropped.isEmpty() ? new String[] {""} : dropped.toArray(String[]::new);
    }

    @Test
    void googlesQuotaIsARateLimit() throws IOException {
        vertex.enqueue(vertex.error(429));
        HttpResponse<String> answer = gateway.chat(asking("rate-limited", false));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo("provider_rate_limited");
    }

    @Test
    void anErrorOfAStreamMayBeAList() throws IOException {
        vertex.enqueue(
                Reply.json(503, "[" + "{\"error\":{\"code\":503,\"message\":\"Busy\",\"status\":\"UNAVAILABLE\"}}]"));
        HttpResponse<String> answer = gateway.chat(asking("unavailable", true));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(answer.body()).at("/error/message").asText()).isEqualTo("Busy");
    }

    @Test
    void aStreamIsReadAsAnthropics() {
        vertex.enqueue(vertex.stream("Hel", "lo"));
        HttpResponse<String> answer = gateway.chat(asking("streamed", true));
        assertThat(answer.body()).contains("\"Hel\"", "\"lo\"").endsWith("data: [DONE]\n\n");
        vertex.assertNothingRefused();
    }

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("anthropic.json"))
                            || Files.exists(folder.resolve("anthropic.error.json")))
                    .sorted()
                    .toList();
        }
    }

    /** A model for each case; those that are to fail have one that shares its rest with no other. */
    private static ObjectNode mapping() throws IOException {
        ObjectNode mapping = JSON.createObjectNode();
        ObjectNode models = mapping.putObject("model_mappings");
        for (Path folder : cases()) {
            Path file = folder.resolve("target.json");
            JsonNode target = Files.exists(file) ? json(file) : JSON.createObjectNode();
            String name = target.path("anthropic").asText("claude-sonnet-4-5");
            String id = TestTargets.target("anthropic", name, Map.of()).model();
            ObjectNode entry = entry(models, folder.getFileName().toString(), id);
            if (target.path("settings").isObject()) {
                entry.setAll((ObjectNode) target.get("settings"));
            }
            if (target.has("capabilities")) {
                ((ObjectNode) models.get(folder.getFileName().toString()))
                        .set("capabilities", target.get("capabilities"));
            }
        }
        for (String name : List.of("rate-limited", "unavailable", "streamed")) {
            entry(models, name, "claude-" + name);
        }
        return mapping;
    }

    private static ObjectNode entry(ObjectNode models, String name, String id) {
        return models.putObject(name)
                .put("default_provider", "vertex")
                .putObject("providers")
                .putObject("vertex")
                .put("model", id);
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
