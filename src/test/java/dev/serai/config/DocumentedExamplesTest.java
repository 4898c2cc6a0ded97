package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The YAML of the documentation loads. Examples that begin within a mapping are left to their readers. */
class DocumentedExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add-a-model.md",
                "add-a-provider.md",
                "providers/anthropic.md",
                "providers/bedrock.md",
                "providers/vertex.md",
                "providers/watsonx.md"
            })
    void howTosLoad(String page) throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("docs/how-to", page)))
                .results()
                .map((MatchResult example) -> example.group(1))
                .filter(example -> !example.startsWith(" "))
                .toList();
        assertThat(examples).hasSizeGreaterThan(1);
        for (String example : examples) {
            load(example);
        }
    }

    @Test
    void theReferenceNamesEveryKeyOfTheSchema() throws IOException {
        String reference = Files.readString(Path.of("docs/reference/model-mapping.md"));
        var keys = Pattern.compile("\"([a-z_]+)\": \\{")
                .matcher(Files.readString(Path.of("configs/model-mapping.schema.json")))
                .results()
                .map(match -> match.group(1))
                .filter(key -> !List.of(
                                "properties",
                                "variable",
                                "flag",
                                "duration",
                                "model",
                                "entry",
                                "target",
                                "further_provider",
                                "if",
                                "then",
                                "not",
                                "items")
                        .contains(key))
                .distinct();
        assertThat(keys).allSatisfy(key -> assertThat(reference).contains(key));
    }

    private static void load(String example) {
        ConfigFile file = new ConfigFile("example.yaml", example.getBytes(StandardCharsets.UTF_8), null);
        if (example.startsWith("models:")) {
            assertThat(Catalogue.load(file)
                            .facts("bedrock", "claude-sonnet-6-1")
                            .known())
                    .isTrue();
        } else if (example.startsWith("prices:")) {
            assertThat(PriceBook.load(file, Clock.systemUTC()).costUsd("bedrock", "claude-sonnet-6-1", 1, 0, 0, 0, 1))
                    .isPresent();
        } else {
            String local = "providers: {local: {type: openai, base_url: \"http://localhost:11434/v1\"}}\n";
            assertThat(Mappings.problems(example.contains("providers:\n  ") ? example : example + local))
                    .filteredOn(problem -> !problem.contains("\"local\" is not a provider"))
                    .isEmpty();
        }
    }
}
