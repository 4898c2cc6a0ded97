package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.TestTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Every golden request body is one that the fakes, which are as strict as the providers, would take. */
class GoldenRequestsTest {
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> anthropicTakesThem() throws IOException {
        return bodies("anthropic.json")
                .map(body -> test(body, () -> AnthropicRules.check(MAPPER.readTree(body.toFile()))));
    }

    @TestFactory
    Stream<DynamicTest> bedrockTakesThem() throws IOException {
        return bodies("converse.json")
                .map(body -> test(
                        body,
                        () -> ConverseRules.check(
                                model(body, "converse", "claude-sonnet-4-5"), false, MAPPER.readTree(body.toFile()))));
    }

    @TestFactory
    Stream<DynamicTest> geminiTakesThem() throws IOException {
        return bodies("gemini.json")
                .map(body -> test(
                        body,
                        () -> GeminiRules.check(
                                MAPPER.readTree(body.toFile()), model(body, "gemini", "gemini-2.5-flash"))));
    }

    @TestFactory
    Stream<DynamicTest> ociTakesThem() throws IOException {
        return Stream.concat(bodies("oci-generic.json"), bodies("oci-cohere.json"))
                .map(body -> test(body, () -> OciRules.check(MAPPER.readTree(body.toFile()))));
    }

    private static DynamicTest test(Path body, Executable check) {
        return DynamicTest.dynamicTest(CASES.relativize(body).toString(), body.toUri(), check);
    }

    private static Stream<Path> bodies(String name) throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.endsWith(name)).sorted().toList().stream();
        }
    }

    private static String model(Path body, String dialect, String usual) throws IOException {
        Path target = body.resolveSibling("target.json");
        JsonNode targets = Files.exists(target) ? MAPPER.readTree(target.toFile()) : MAPPER.createObjectNode();
        String name = targets.path(dialect).asText(usual);
        return TestTargets.target(dialect, name, Map.of()).model();
    }
}
