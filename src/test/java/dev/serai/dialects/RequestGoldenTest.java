package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.anthropic.AnthropicDialect;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.GeminiDialect;
import dev.serai.dialects.oci.OciCohereDialect;
import dev.serai.dialects.oci.OciGenericDialect;
import dev.serai.dialects.watsonx.WatsonxDialect;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Translates {@code requests/<case>/openai.json} for every dialect, and holds the outcome to the files beside it:
 * {@code <dialect>.json} is the body, {@code <dialect>.error.json} the refusal, {@code <dialect>.dropped.txt} what
 * {@code X-Dropped-Params} says. {@code target.json} names the models, and leaves out a dialect with null.
 *
 * <p>The bugs of others that wire.md 16 numbers, by their folders: 5 {@code tool-results-parallel}; 6
 * {@code tool-choice-*-without-tools}; 7 {@code tools-on-an-unknown-model}; 8 {@code tool-history-*}; 9 {@code thinking-*}
 * and {@code signatures-restored}; 10 {@code thinking-restored}; 20 and 21 {@code tool-schema-in-odd-words}; 24
 * {@code blank-texts}; 25 {@code tool-results-reversed}; 27 {@code temperature-and-top-p-one-of}; 39 {@code tool-ids*}; 41
 * {@code text}; 42 {@code reasoning-by-default-small-limit*}; 43 {@code json-object}; 44
 * {@code json-schema-by-tool-with-tools}; 46 {@code pdf*}; 47 {@code caching-odd-places}; 48 {@code image-https-private}.
 *
 * <p>{@code -Dgolden=update} rewrites the files; the diff is the review.
 */
class RequestGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A dialect's column: its files begin with the key. A new dialect is a line here and its usual model below; OpenAI's
     * own would be {@code openai.out}, since {@code openai.json} is what the client sends.
     */
    private static final Map<String, ChatDialect> DIALECTS = Map.of(
            "anthropic", new AnthropicDialect(),
            "converse", new ConverseDialect(),
            "gemini", new GeminiDialect(),
            "oci-generic", new OciGenericDialect(),
            "oci-cohere", new OciCohereDialect(),
            "watsonx", new WatsonxDialect());

    private static final Map<String, String> MODELS = Map.of(
            "anthropic", "claude-sonnet-4-5",
            "converse", "claude-sonnet-4-5",
            "gemini", "gemini-2.5-flash",
            "oci-generic", "llama-4-maverick",
            "oci-cohere", "command-r-plus",
            "watsonx", "llama-4-maverick");

    @TestFactory
    Stream<DynamicTest> everyRequestInEveryDialect() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(CASES)) {
            cases = folders.filter(Files::isDirectory).sorted().toList();
        }
        return cases.stream().flatMap(folder -> DIALECTS.keySet().stream()
                .sorted()
                .filter(dialect -> !targets(folder).path(dialect).isNull())
                .map(dialect -> DynamicTest.dynamicTest(
                        folder.getFileName() + " to " + dialect,
                        folder.resolve("openai.json").toUri(),
                        () -> hold(folder, dialect, translated(folder, dialect)))));
    }

    private static JsonNode targets(Path folder) {
        Path file = folder.resolve("target.json");
        try {
            return Files.exists(file) ? MAPPER.readTree(file.toFile()) : MAPPER.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came out, by the ending of the file that it belongs to. */
    private static Map<String, String> translated(Path folder, String dialect) throws IOException {
        JsonNode targets = targets(folder);
        @SuppressWarnings("unchecked")
        Map<String, Object> settings = MAPPER.convertValue(targets.path("settings"), Map.class);
        String model = targets.path(dialect).asText(MODELS.get(dialect));
        Map<String, String> outcome = new LinkedHashMap<>();
        try {
            ChatRequest request = new ChatRequestReader().read(Files.readAllBytes(folder.resolve("openai.json")));
            ProviderRequest translated = DIALECTS.get(dialect)
                    .request(request, TestTargets.target(dialect, model, settings == null ? Map.of() : settings));
            outcome.put(".json", pretty(Json.parse(new String(translated.body(), StandardCharsets.UTF_8))));
            if (!translated.dropped().isEmpty()) {
                outcome.put(".dropped.txt", String.join("\n", translated.dropped()) + "\n");
            }
        } catch (GatewayException refusal) {
            outcome.put(".error.json", pretty(error(refusal.error())));
        }
        return outcome;
    }

    private static ObjectNode error(GatewayError error) {
        return MAPPER.createObjectNode()
                .put("status", error.status())
                .put("code", error.code())
                .put("param", error.param())
                .put("message", error.message());
    }

    private static String pretty(JsonNode tree) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
                .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        return MAPPER.writer(printer).writeValueAsString(tree) + "\n";
    }

    private static void hold(Path folder, String dialect, Map<String, String> outcome) throws IOException {
        for (String ending : List.of(".json", ".error.json", ".dropped.txt")) {
            Path golden = folder.resolve(dialect + ending);
            String came = outcome.get(ending);
            if (UPDATE) {
                rewrite(golden, came);
            } else {
                String expected = Files.exists(golden) ? Files.readString(golden) : null;
                assertThat(came).as(golden.toString()).isEqualTo(expected);
            }
        }
    }

    private static void rewrite(Path golden, @Nullable String came) throws IOException {
        if (came == null) {
            Files.deleteIfExists(golden);
        } else {
            Files.writeString(golden, came);
        }
    }
}
