package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Settings;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ClientAnswer;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.CompletionRequestReader;
import dev.serai.dialects.EmbeddingRequestReader;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.Usage;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.dialects.responses.ResponsesRequestReader;
import dev.serai.errors.GatewayException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The endpoints beside chat, a column a model of the shipped catalogue. Below {@code translation/embeddings}, {@code translation/messages}, {@code
 * translation/responses-api} and {@code translation/completions}: {@code requests/<case>/openai.json} ({@code messages.json}, {@code responses.json}) is what the client sends, {@code <model>.json} the calls that a
 * provider gets; {@code answers/<model>/provider.json}, with {@code headers.txt} if it must be, is what it says, {@code
 * openai.json} what the client gets, and {@code usage.txt} what the books do.
 *
 * <p>{@code -Dgolden=update} rewrites the files; the diff is the review.
 */
class EndpointGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/translation");
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Not {@code responses}: that folder has the answers to chats. */
    private static final String RESPONSES = "responses-api";

    private static final Map<String, Function<byte[], ClientRequest>> READERS = Map.of(
            "embeddings",
            new EmbeddingRequestReader()::read,
            "completions",
            new CompletionRequestReader()::read,
            "messages",
            body -> new MessagesRequestReader().read(body, null, null),
            RESPONSES,
            new ResponsesRequestReader()::read);

    private static final Map<String, List<String>> MODELS = Map.of(
            "embeddings",
            List.of(
                    "bedrock amazon.titan-embed-text-v1",
                    "bedrock amazon.titan-embed-text-v2:0",
                    "bedrock amazon.titan-embed-image-v1",
                    "bedrock cohere.embed-english-v3",
                    "bedrock cohere.embed-v4:0",
                    "bedrock amazon.nova-2-multimodal-embeddings-v1:0",
                    "openai text-embedding-3-small",
                    "vertex text-embedding-005",
                    "vertex gemini-embedding-001",
                    "vertex gemini-embedding-2",
                    "oracle cohere.embed-multilingual-v3.0",
                    "oracle cohere.embed-v4.0",
                    "ibm ibm/slate-30m-english-rtrvr"),
            "completions",
            List.of(
                    "openai gpt-3.5-turbo-instruct",
                    "openai gpt-4o",
                    "bedrock amazon.titan-text-express-v1",
                    "bedrock us.meta.llama3-3-70b-instruct-v1:0",
                    "bedrock mistral.mistral-7b-instruct-v0:2",
                    "bedrock cohere.command-text-v14",
                    "bedrock us.amazon.nova-pro-v1:0",
                    "anthropic claude-sonnet-4-5-20250929",
                    "ibm ibm/granite-13b-instruct-v2"),
            RESPONSES,
            List.of(
                    "openai gpt-4o",
                    "openai gpt-5",
                    "anthropic claude-sonnet-4-5-20250929",
                    "vertex gemini-2.5-flash",
                    "bedrock us.amazon.nova-lite-v1:0",
                    "ibm mistralai/mistral-large"),
            "messages",
            List.of(
                    "openai gpt-4o",
                    "openai gpt-5",
                    "anthropic claude-sonnet-4-5-20250929",
                    "vertex claude-sonnet-4-5@20250929",
                    "bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                    "bedrock us.amazon.nova-pro-v1:0",
                    "vertex gemini-2.5-pro",
                    "oracle meta.llama-3.3-70b-instruct",
                    "oracle cohere.command-a-03-2025",
                    "ibm ibm/granite-3-8b-instruct"));

    private static Components parts;

    @BeforeAll
    static void start() {
        parts = Components.embedded(Settings.only(Map.of()), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        parts.close();
    }

    @TestFactory
    Stream<DynamicTest> requests() {
        return MODELS.keySet().stream().sorted().flatMap(endpoint -> folders(FOLDER.resolve(endpoint + "/requests"))
                .flatMap(folder -> MODELS.get(endpoint).stream()
                        .map(model -> DynamicTest.dynamicTest(
                                endpoint + " " + folder.getFileName() + " to " + model,
                                () -> hold(
                                        folder.resolve(column(model) + ".json"),
                                        pretty(calls(endpoint, folder, model)))))));
    }

    @TestFactory
    Stream<DynamicTest> answers() {
        return MODELS.keySet().stream().sorted().flatMap(endpoint -> MODELS.get(endpoint).stream()
                .filter(model -> Files.exists(FOLDER.resolve(endpoint + "/answers/" + column(model))))
                .map(model -> DynamicTest.dynamicTest(
                        endpoint + " of " + model,
                        () -> answer(endpoint, FOLDER.resolve(endpoint + "/answers/" + column(model)), model))));
    }

    private static JsonNode calls(String endpoint, Path folder, String model) throws IOException {
        ObjectNode outcome = MAPPER.createObjectNode();
        ModelTarget target = target(model);
        try {
            ClientRequest whole = READERS.get(endpoint).apply(Files.readAllBytes(folder.resolve(asked(endpoint))));
            for (ClientRequest part : parts.formats(target).parts(whole, target)) {
                ProviderRequest request = parts.formats(target).request(part, target);
                outcome.withArray("calls")
                        .addObject()
                        .put("path", request.path())
                        .set("body", MAPPER.readTree(request.body()));
                if (!request.dropped().isEmpty()) {
                    outcome.put("dropped", String.join(", ", request.dropped()));
                }
            }
        } catch (GatewayException refusal) {
            outcome.removeAll();
            outcome.put("status", refusal.error().status())
                    .put("code", refusal.error().code())
                    .put("param", refusal.error().param())
                    .put("message", refusal.error().message());
        }
        return outcome;
    }

    private static String asked(String endpoint) {
        return switch (endpoint) {
            case "messages" -> "messages.json";
            case RESPONSES -> "responses.json";
            default -> "openai.json";
        };
    }

    private static void answer(String endpoint, Path folder, String model) throws IOException {
        ModelTarget target = target(model);
        ClientRequest request = READERS.get(endpoint).apply(Files.readAllBytes(folder.resolve("asked.json")));
        Path headers = folder.resolve("headers.txt");
        Map<String, String> byName = new HashMap<>();
        for (String line : Files.exists(headers) ? Files.readAllLines(headers) : List.<String>of()) {
            byName.put(line.split(": ")[0].toLowerCase(Locale.ROOT), line.split(": ")[1]);
        }
        ClientAnswer answer = parts.formats(target)
                .answer(
                        new ProviderAnswer(200, byName, Files.readAllBytes(folder.resolve("provider.json"))),
                        request,
                        target,
                        AnswerContext.ofText(request, 1_768_478_400, false));
        JsonNode body = MAPPER.readTree(answer.body());
        if (body.path("id").asText().startsWith("cmpl-")) {
            ((ObjectNode) body).put("id", "cmpl-made"); // Where the provider gives none, ours is drawn.
        }
        hold(folder.resolve("openai.json"), pretty(body));
        Usage usage = answer.usage();
        hold(
                folder.resolve("usage.txt"),
                (usage.reported() ? "" : "estimated ") + "input " + usage.input() + " output " + usage.output() + "\n");
    }

    private static ModelTarget target(String model) {
        String[] names = model.split(" ");
        ModelMapping mapping = MappingText.load(
                "model_mappings:\n  m: {default_provider: %1$s, providers: {%1$s: {model: \"%2$s\"}}}\n"
                        .formatted(names[0], names[1]),
                Map.of("ORACLE_COMPARTMENT_ID", "ocid1.compartment.oc1..c", "IBM_PROJECT_ID", "p-1"));
        return MappingText.target(mapping, "m");
    }

    private static String column(String model) {
        return model.split(" ")[1].replace(':', '_').replace('/', '_');
    }

    private static Stream<Path> folders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pretty(JsonNode tree) throws JsonProcessingException {
        DefaultIndenter lines = DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
        return MAPPER.writer(printer).writeValueAsString(tree) + "\n";
    }

    private static void hold(Path golden, String came) throws IOException {
        if (UPDATE) {
            Files.writeString(golden, came);
        }
        assertThat(golden).exists();
        assertThat(came).as(golden.toString()).isEqualTo(Files.readString(golden));
    }
}
