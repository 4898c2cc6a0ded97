package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document at /openapi.json says what is there: no path more, none less, and answers as it describes them. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELLO =
            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static final String COMPLETE =
            "{\"model\":\"sandbox-echo\",\"prompt\":[\"Hello\",\"there\"],\"echo\":true}";
    private static final String RESPOND = "{\"model\":\"sandbox-echo\",\"input\":\"Hello\"}";
    private static final String EMBED =
            "{\"model\":\"sandbox-embed\",\"input\":[\"Hello\",\"there\"],\"encoding_format\":\"base64\"}";

    private static RunningGateway gateway;
    private static String document;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of());
        document = gateway.get("/openapi.json").body();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void itIsAnOpenApiDocumentWhoseReferencesLeadSomewhere() throws IOException {
        JsonNode root = JSON.readTree(document);
        assertThat(root.path("openapi").asText()).startsWith("3.1");
        List<JsonNode> references = root.findValues("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            String pointer = reference.asText().substring(1);
            assertThat(root.at(pointer).isMissingNode()).as(pointer).isFalse();
        });
    }

    @Test
    void everyPathInItAnswers() throws IOException {
        JsonNode paths = JSON.readTree(document).path("paths");
        assertThat(paths).isNotEmpty();
        paths.properties().stream()
                .filter(path -> !isNative(path.getKey())
                        && !path.getKey().startsWith("/admin/")
                        && !path.getKey().startsWith("/auth/"))
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    String example = path.getValue()
                            .at("/post/requestBody/content/application~1json/examples/offline/value")
                            .toString();
                    HttpResponse<String> answer = method.equals("post")
                            ? gateway.post(path.getKey(), example)
                            : gateway.get(path.getKey().replace("{id}", "gpt-4"));
                    assertThat(answer.statusCode())
                            .as(method + " " + path.getKey())
                            .isEqualTo(200);
                }));
    }

    /** Nothing is configured here, which is all that keeps them from the provider. */
    @Test
    void everyNativePathInItIsServed() throws IOException {
        List<String> paths = JSON.readTree(document).path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(OpenApiTest::isNative)
                .toList();
        assertThat(paths).hasSize(5).allSatisfy(path -> {
            String of = path.contains("{provider}")
                    ? "v1/messages"
                    : path.startsWith("/model") ? "m/invoke" : "model/m/invoke";
            HttpRequest call = HttpRequest.newBuilder(URI.create(gateway.baseUrl()
                            + path.replace("{provider}", "anthropic").replace("{path}", of)))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"modelId\":\"m\",\"body\":{}}"))
                    .build();
            assertThat(gateway.send(call).body()).as(path).doesNotContain("unknown_url", "not_allowed\"}}");
        });
    }

    private static boolean isNative(String path) {
        return path.endsWith("{path}") || path.equals("/v1/bedrock/invoke-model");
    }

    @Test
    void everyPathThatTheRoutesListenOnIsInIt() throws IOException {
        Set<String> listening = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher path = Pattern.compile("uri: platform-http\\s+parameters:\\s+path: (\\S+)")
                        .matcher(Files.readString(file));
                while (path.find()) {
                    listening.add(path.group(1).replace("/{id}", ""));
                }
            }
        }
        Set<String> documented = new TreeSet<>();
        JSON.readTree(document)
                .path("paths")
                .fieldNames()
                // Older clients' invoke-model is one of the paths below /v1/bedrock/.
                .forEachRemaining(path -> documented.add(path.replaceFirst("\\{(provider|path)}.*|invoke-model", "")
                        .replace("/{id}", "")));
        assertThat(listening).isNotEmpty().isEqualTo(documented);
    }

    @Test
    void answersAreWhatItSaysTheyAre() {
        valid("ChatRequest", HELLO);
        valid("ChatCompletion", gateway.chat(HELLO).body());
        valid("ChatCompletion", gateway.chat(HELLO.replace("echo", "tool")).body());
        valid("CompletionRequest", COMPLETE);
        valid("Completion", gateway.post("/v1/completions", COMPLETE).body());
        valid("EmbeddingRequest", EMBED);
        valid("EmbeddingList", gateway.post("/v1/embeddings", EMBED).body());
        valid("ResponsesRequest", RESPOND);
        valid("Response", gateway.post("/v1/responses", RESPOND).body());
        valid("ModelList", gateway.get("/v1/models").body());
        valid("Model", gateway.get("/v1/models/claude-3-opus").body());
        valid("Readiness", gateway.get("/ready").body());
        valid("Error", gateway.get("/v1/models/none").body());
        valid("Error", gateway.get("/nothing").body());
        valid("Error", gateway.chat(HELLO.replace("echo", "error-429")).body());
    }

    @Test
    void theChunksOfAStreamAreWhatItSaysTheyAre() {
        String stream = gateway.chat(HELLO.replace("{\"model", "{\"stream\":true,\"model"))
                .body();
        List<String> events =
                stream.lines().filter(line -> line.startsWith("data: {")).toList();
        assertThat(events).isNotEmpty().allSatisfy(event -> valid("ChatCompletionChunk", event.substring(6)));
        String response = gateway.post("/v1/responses", RESPOND.replace("{\"model", "{\"stream\":true,\"model"))
                .body();
        List<String> named =
                response.lines().filter(line -> line.startsWith("data: {")).toList();
        assertThat(named).isNotEmpty().allSatisfy(event -> valid("ResponseEvent", event.substring(6)));
        String texts = gateway.post(
                        "/v1/completions", "{\"model\":\"sandbox-echo\",\"prompt\":\"Hello\",\"stream\":true}")
                .body();
        List<String> pieces =
                texts.lines().filter(line -> line.startsWith("data: {")).toList();
        assertThat(pieces).isNotEmpty().allSatisfy(piece -> valid("Completion", piece.substring(6)));
    }

    /** OpenAPI 3.1 describes bodies by JSON Schema 2020-12. */
    private static void valid(String schema, String body) {
        String id = "https://serai.dev/openapi.json";
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(id, document)));
        Schema described = registry.getSchema(SchemaLocation.of(id + "#/components/schemas/" + schema));
        List<Error> errors = described.validate(body, InputFormat.JSON);
        assertThat(errors).as(schema + ": " + body).isEmpty();
    }
}
