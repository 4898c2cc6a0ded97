package dev.serai.dialects.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds {@code requests/<case>/openai.json} sent to OpenAI to {@code openai.out.json}, byte for byte, and to
 * {@code openai.out.dropped.txt}, where a case has them: most would be the input again. {@code openai} in
 * {@code target.json} names another model than {@code gpt-4o}. {@code -Dgolden=update} rewrites the files that are there.
 */
class OpenAiRequestGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));

    @TestFactory
    Stream<DynamicTest> requests() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(CASES)) {
            cases = folders.filter(folder -> Files.exists(folder.resolve("openai.out.json")))
                    .sorted()
                    .toList();
        }
        assertThat(cases).isNotEmpty();
        return cases.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> hold(folder)));
    }

    private static void hold(Path folder) throws IOException {
        ProviderRequest translated = new OpenAiDialect()
                .request(
                        new ChatRequestReader().read(Files.readAllBytes(folder.resolve("openai.json"))),
                        target(folder));
        check(folder.resolve("openai.out.json"), new String(translated.body(), StandardCharsets.UTF_8));
        Path dropped = folder.resolve("openai.out.dropped.txt");
        if (!translated.dropped().isEmpty()) {
            check(dropped, String.join("\n", translated.dropped()) + "\n");
        } else {
            assertThat(dropped).doesNotExist();
        }
    }

    private static ModelTarget target(Path folder) throws IOException {
        Path file = folder.resolve("target.json");
        String model = Files.exists(file)
                ? new JsonMapper().readTree(file.toFile()).path("openai").asText("gpt-4o")
                : "gpt-4o";
        return model.startsWith("o") ? Targets.of(model, "gpt-reasoning") : Targets.gpt4o(model);
    }

    private static void check(Path golden, String actual) throws IOException {
        if (UPDATE) {
            Files.writeString(golden, actual);
        }
        assertThat(golden).exists();
        assertThat(actual).isEqualTo(Files.readString(golden));
    }
}
