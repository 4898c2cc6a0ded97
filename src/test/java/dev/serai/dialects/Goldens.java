package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.anthropic.AnthropicDialect;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.GeminiDialect;
import dev.serai.dialects.oci.OciCohereDialect;
import dev.serai.dialects.oci.OciGenericDialect;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.watsonx.WatsonxDialect;
import dev.serai.errors.ProviderFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * The folders of recorded translations: what a provider said beside what the client gets. {@code -Dgolden=update} rewrites
 * the expected files; the diff is the review.
 */
final class Goldens {
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));
    private static final Path ROOT = Path.of("src/test/resources/translation");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String AZURE = "azure";

    private static final List<ChatDialect> DIALECTS = List.of(
            new AnthropicDialect(() -> "chatcmpl-made", NOON),
            new ConverseDialect(() -> "chatcmpl-made", NOON),
            new GeminiDialect(() -> "chatcmpl-made", number -> "call_made" + number, NOON),
            new OciGenericDialect(() -> "chatcmpl-made", NOON),
            new OciCohereDialect(() -> "chatcmpl-made", NOON),
            new OpenAiDialect(NOON),
            new WatsonxDialect(() -> "chatcmpl-made", NOON));

    private Goldens() {}

    /** A test for each case under {@code translation/<kind>/<dialect>/}; Azure has a column of its own. */
    static Stream<DynamicContainer> cases(String kind, BiConsumer<ChatDialect, Path> test) {
        return Stream.concat(
                DIALECTS.stream().map(dialect -> column(kind, dialect.name(), dialect, test)),
                Stream.of(column(kind, AZURE, new OpenAiDialect(NOON), test)));
    }

    private static DynamicContainer column(
            String kind, String name, ChatDialect dialect, BiConsumer<ChatDialect, Path> test) {
        return DynamicContainer.dynamicContainer(
                name,
                folders(ROOT.resolve(kind).resolve(name))
                        .map(folder -> DynamicTest.dynamicTest(
                                folder.getFileName().toString(), () -> test.accept(dialect, folder))));
    }

    /** The request's side of a case: {@code context.json}, where only what is unusual stands. */
    static AnswerContext context(Path folder, boolean stream) {
        JsonNode context =
                Files.exists(folder.resolve("context.json")) ? json(folder.resolve("context.json")) : object();
        Map<String, String> toolNames = new HashMap<>();
        context.path("tool_names")
                .properties()
                .forEach(name -> toolNames.put(name.getKey(), name.getValue().textValue()));
        JsonNode custom = context.path("custom_tool");
        return new AnswerContext(
                "claude",
                1_800_000_000,
                stream,
                context.path("include_usage").asBoolean(),
                new ToolNames(toolNames, custom.isTextual() ? Set.of(custom.textValue()) : Set.of()),
                context.path("json_tool").textValue(),
                context.path("json_fence").asBoolean(),
                context.path("tools_forbidden").asBoolean(),
                context.path("legacy_functions").asBoolean(),
                0,
                ToolArguments.UNCHANGED,
                folder.getParent().endsWith(AZURE));
    }

    /** Header lines ({@code name: value}) of a case, none if it has no such file. */
    static Map<String, String> headers(Path folder) {
        Map<String, String> headers = new HashMap<>();
        if (Files.exists(folder.resolve("headers.txt"))) {
            text(folder.resolve("headers.txt")).lines().forEach(line -> {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
        }
        return headers;
    }

    static ObjectNode failure(ProviderFailure failure) {
        ObjectNode json = object();
        json.put("kind", failure.kind().name());
        json.put("status", failure.status());
        json.put("code", failure.code());
        json.put("param", failure.param());
        json.put("message", failure.message());
        json.put("retry_after", failure.retryAfterSeconds());
        return json;
    }

    static ObjectNode usage(Usage usage) {
        return MAPPER.valueToTree(usage);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    static JsonNode json(Path file) {
        return json(bytes(file));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static void check(Path expected, JsonNode actual) {
        check(expected, actual.toPrettyString() + "\n");
    }

    static void check(Path expected, String made) {
        String actual = MadeIds.stable(made);
        try {
            if (UPDATE) {
                Files.writeString(expected, actual);
            }
            assertThat(expected).exists();
            assertThat(actual).isEqualTo(Files.readString(expected));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Stream<Path> folders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.sorted().toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
