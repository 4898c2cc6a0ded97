package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.FakeAzure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Azure's column of the golden requests: by its v1 API the same bytes reach a deployment as reach OpenAI, but for the model's
 * name, and the same is refused. What the dated API does not take is in {@link AzureRoadTest}.
 */
class AzureGoldenRequestRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final FakeAzure AZURE = FakeAzure.start();
    private static RunningGateway gateway;

    private record Case(Path folder) {
        /** The client's name for the model, and the deployment's. */
        String name() {
            return folder.getFileName().toString();
        }

        boolean has(String file) {
            return Files.exists(folder.resolve(file));
        }

        String text(String file) {
            try {
                return Files.readString(folder.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JsonNode target() {
            return has("target.json") ? parsed(text("target.json")) : JSON.createObjectNode();
        }

        String model() {
            return target().path("openai").asText("gpt-4o");
        }

        String request() {
            return text("openai.json").replace("\"model-under-test\"", "\"" + name() + "\"");
        }

        /** What reaches OpenAI, under the deployment's name. */
        String expected() {
            return has("openai.out.json")
                    ? text("openai.out.json")
                            .replace("\"model\":\"" + model() + "\"", "\"model\":\"" + name() + "\"")
                            .replace("\"model\": \"" + model() + "\"", "\"model\": \"" + name() + "\"")
                    : request();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start(mapping().toString(), AZURE.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        AZURE.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestReachesADeployment() throws IOException {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(), each.folder().resolve("openai.json").toUri(), () -> check(each)));
    }

    private static void check(Case request) {
        AZURE.forget();
        HttpResponse<String> answer = gateway.chat(request.request());
        if (request.has("openai.error.json")) {
            refused(answer, parsed(request.text("openai.error.json")));
            assertThat(AZURE.received()).isEmpty();
            return;
        }
        assertThat(AZURE.last().target()).isEqualTo("/openai/v1/chat/completions");
        assertThat(AZURE.last().text()).isEqualTo(request.expected());
        if (request.has("openai.refused.json")) {
            refused(answer, parsed(request.text("openai.refused.json")));
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("content_filter_results").doesNotContain("prompt_filter_results");
            AZURE.assertNothingRefused();
        }
    }

    private static void refused(HttpResponse<String> answer, JsonNode golden) {
        assertThat(answer.statusCode())
                .as(answer.body())
                .isEqualTo(golden.path("status").asInt());
        JsonNode error = parsed(answer.body()).path("error");
        for (String field : List.of("code", "param", "message")) {
            assertThat(error.path(field)).as(field).isEqualTo(golden.path(field));
        }
    }

    private static List<Case> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(Case::new)
                    .filter(each -> !each.target().path("openai").isNull())
                    .toList();
        }
    }

    /** JSON is YAML too. */
    private static ObjectNode mapping() throws IOException {
        ObjectNode mapping = JSON.createObjectNode();
        ObjectNode models = mapping.putObject("model_mappings");
        for (Case each : cases()) {
            AZURE.deploy(each.name(), each.model());
            ObjectNode model = models.putObject(each.name());
            if (each.target().has("capabilities")) {
                model.set("capabilities", each.target().get("capabilities"));
            }
            model.putObject("providers")
                    .putObject("azure")
                    .put("deployment", each.name())
                    .put("model", each.model())
                    .put("api_version", "v1");
        }
        return mapping;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
