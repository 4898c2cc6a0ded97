package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.TestTargets;
import dev.serai.fakes.FakeProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every golden request, sent through the running gateway to the strict providers: what reaches them is what the golden
 * says, and they take it; what the gateway refuses ({@code .error.json}) reaches nobody, what OpenAI refuses ({@code
 * openai.refused.json}) comes back as OpenAI said it. {@code -Dgolden=update} rewrites OpenAI's files.
 */
class GoldenRequestRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final Map<String, String> MODELS = Map.of(
            "openai", "gpt-4o",
            "anthropic", "claude-sonnet-4-5",
            "converse", "claude-sonnet-4-5",
            "gemini", "gemini-2.5-flash",
            "oci-generic", "llama-4-maverick",
            "oci-cohere", "command-r-plus",
            "watsonx", "llama-4-maverick");
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    /** One request to one provider. */
    private record Case(Path folder, String dialect) {
        String name() {
            return folder.getFileName() + " to " + dialect;
        }

        boolean has(String ending) {
            return Files.exists(folder.resolve(dialect + ending));
        }

        JsonNode json(String ending) {
            return read(folder.resolve(dialect + ending));
        }

        String text(String file) throws IOException {
            return Files.readString(folder.resolve(file));
        }

        JsonNode target() {
            Path file = folder.resolve("target.json");
            return Files.exists(file) ? read(file) : JsonNodeFactory.instance.objectNode();
        }

        /** The model's id at the provider. */
        String model() {
            String name = target().path(dialect).asText(MODELS.get(dialect));
            return dialect.equals("openai")
                    ? name
                    : TestTargets.target(dialect, name, Map.of()).model();
        }

        /** The client's request, for the model that the mapping has for this case. */
        String request() throws IOException {
            return text("openai.json").replace("\"model-under-test\"", "\"" + name() + "\"");
        }

        private static JsonNode read(Path file) {
            try {
                return JSON.readTree(file.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start(mapping().toString(), FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestArrivesAsItsGoldenSays() throws IOException {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(), each.folder().resolve("openai.json").toUri(), () -> check(each)));
    }

    private static void check(Case request) throws IOException {
        FAKES.reset();
        HttpResponse<String> answer = gateway.chat(request.request());
        if (UPDATE && request.dialect().equals("openai")) {
            update(request, answer);
        }
        if (request.has(".error.json")) {
            refused(answer, request.json(".error.json"));
            assertThat(FAKES.calls()).isZero();
        } else if (request.has(".refused.json")) {
            refused(answer, request.json(".refused.json"));
            arrived(request);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-dropped-params").orElse(""))
                    .isEqualTo(dropped(request));
            FAKES.assertTreatedWell();
            arrived(request);
        }
    }

    private static void refused(HttpResponse<String> answer, JsonNode golden) throws IOException {
        assertThat(answer.statusCode())
                .as(answer.body())
                .isEqualTo(golden.path("status").asInt());
        JsonNode error = JSON.readTree(answer.body()).path("error");
        for (String field : List.of("code", "param", "message")) {
            assertThat(error.path(field)).as(field).isEqualTo(golden.path(field));
        }
    }

    private static void arrived(Case request) throws IOException {
        FakeProvider provider = FAKES.speaking(request.dialect());
        if (request.dialect().equals("openai")) {
            assertThat(provider.last().text())
                    .isEqualTo(request.has(".out.json") ? request.text("openai.out.json") : unchanged(request));
        } else {
            assertThat(provider.last().json()).isEqualTo(request.json(".json"));
        }
    }

    /** The client's own bytes, but for the model. */
    private static String unchanged(Case request) throws IOException {
        return request.text("openai.json").replace("model-under-test", request.model());
    }

    private static String dropped(Case request) throws IOException {
        String file = request.dialect() + (request.dialect().equals("openai") ? ".out" : "") + ".dropped.txt";
        return Files.exists(request.folder().resolve(file))
                ? String.join(", ", request.text(file).lines().toList())
                : "";
    }

    private static void update(Case request, HttpResponse<String> answer) throws IOException {
        boolean called = FAKES.calls() > 0;
        rewrite(request, ".error.json", answer.statusCode() != 200 && !called ? error(answer) : null);
        rewrite(request, ".refused.json", answer.statusCode() != 200 && called ? error(answer) : null);
        String arrived = called ? FAKES.openai.last().text() : unchanged(request);
        boolean same = !called || arrived.equals(unchanged(request)) && !request.has(".out.json");
        rewrite(request, ".out.json", same ? null : arrived);
        if (answer.statusCode() == 200 || !called) {
            rewrite(
                    request,
                    ".out.dropped.txt",
                    answer.headers()
                            .firstValue("x-dropped-params")
                            .map(names -> names.replace(", ", "\n") + "\n")
                            .orElse(null));
        }
    }

    private static String error(HttpResponse<String> answer) throws IOException {
        ObjectNode error = (ObjectNode) JSON.readTree(answer.body()).path("error");
        error.remove("type");
        return error.put("status", answer.statusCode()).toPrettyString() + "\n";
    }

    private static void rewrite(Case request, String ending, @Nullable String content) throws IOException {
        Path file = request.folder().resolve(request.dialect() + ending);
        if (content == null) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(file, content);
        }
    }

    private static List<Case> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .flatMap(folder -> MODELS.keySet().stream().sorted().map(dialect -> new Case(folder, dialect)))
                    .filter(each -> !each.target().path(each.dialect()).isNull())
                    .toList();
        }
    }

    /** A model for each case, with the settings that it has for its provider; JSON is YAML too. */
    private static ObjectNode mapping() throws IOException {
        ObjectNode mapping = JSON.createObjectNode();
        ObjectNode models = mapping.putObject("model_mappings");
        for (Case each : cases()) {
            String provider = FAKES.speaking(each.dialect()).provider();
            ObjectNode model = models.putObject(each.name()).put("default_provider", provider);
            if (each.target().has("capabilities")) {
                model.set("capabilities", each.target().get("capabilities"));
            }
            ObjectNode entry = model.putObject("providers").putObject(provider);
            entry.put("model", each.model());
            if (!each.dialect().equals("openai")
                    && each.target().path("settings").isObject()) {
                entry.setAll((ObjectNode) each.target().get("settings"));
            }
        }
        return mapping;
    }
}
