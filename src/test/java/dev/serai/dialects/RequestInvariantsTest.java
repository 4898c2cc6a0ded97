package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What holds of every translated request, whatever it says: looked for in all golden bodies. */
class RequestInvariantsTest {
    private static final Path CASES = Path.of("src/test/resources/translation/requests");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> everyGoldenBody() throws IOException {
        List<Path> bodies;
        try (Stream<Path> files = Files.walk(CASES)) {
            bodies = files.filter(file -> file.endsWith("anthropic.json") || file.endsWith("converse.json"))
                    .sorted()
                    .toList();
        }
        return bodies.stream()
                .map(body -> DynamicTest.dynamicTest(
                        CASES.relativize(body).toString(), body.toUri(), () -> hold(MAPPER.readTree(body.toFile()))));
    }

    /** Gemini's have other names; that results answer the calls before them is held by the fake. */
    @TestFactory
    Stream<DynamicTest> everyGoldenBodyForGemini() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.endsWith("gemini.json")).sorted().toList().stream()
                    .map(body -> DynamicTest.dynamicTest(
                            CASES.relativize(body).toString(), body.toUri(), () -> holdOfGemini(read(body))));
        }
    }

    private static JsonNode read(Path body) throws IOException {
        return MAPPER.readTree(body.toFile());
    }

    private static void holdOfGemini(JsonNode body) {
        nothingIsNullOrEmpty(body);
        assertThat(body.path("contents").findValues("id")).isEmpty();
        assertThat(body.path("contents").findValues("thought")).isEmpty();
        JsonNode config = body.path("generationConfig");
        int budget = config.at("/thinkingConfig/thinkingBudget").asInt();
        if (config.has("maxOutputTokens") && budget > 128) {
            assertThat(budget).isLessThan(config.path("maxOutputTokens").asInt());
        }
    }

    private static void hold(JsonNode body) {
        turnsAlternateAndTheUserBegins(body.path("messages"));
        resultsAnswerTheCallsBeforeThem(body.path("messages"));
        nothingIsNullOrEmpty(body);
        thinkingFitsIntoTheLimit(body);
    }

    private static void turnsAlternateAndTheUserBegins(JsonNode messages) {
        assertThat(messages).isNotEmpty();
        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i).path("role").asText()).isEqualTo(i % 2 == 0 ? "user" : "assistant");
            JsonNode content = messages.get(i).path("content");
            assertThat(content.isTextual() ? content.asText().isBlank() : content.isEmpty())
                    .isFalse();
        }
    }

    private static void resultsAnswerTheCallsBeforeThem(JsonNode messages) {
        Set<String> calls = new HashSet<>();
        for (JsonNode message : messages) {
            Set<String> answers = new HashSet<>();
            boolean spoke = false;
            for (JsonNode block : message.path("content")) {
                String answered = block.path("tool_use_id")
                        .asText(block.at("/toolResult/toolUseId").asText());
                assertThat(answered.isEmpty() || !spoke)
                        .as("results stand first")
                        .isTrue();
                spoke |= answered.isEmpty() && !block.has("cachePoint");
                answers.add(answered);
            }
            answers.remove("");
            assertThat(answers).isEqualTo(calls);
            calls = ids(message);
        }
    }

    private static Set<String> ids(JsonNode message) {
        Set<String> ids = new HashSet<>();
        for (JsonNode block : message.path("content")) {
            String id = block.at("/toolUse/toolUseId").asText(block.path("id").asText());
            assertThat(id.isEmpty() || ids.add(id)).as("ids are distinct").isTrue();
        }
        ids.remove("");
        assertThat(ids).allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}"));
        return ids;
    }

    /** But for what belongs to the client: schemas, arguments, and the names by which Converse chooses. */
    private static void nothingIsNullOrEmpty(JsonNode node) {
        node.properties().forEach(field -> {
            assertThat(field.getValue().isNull()).as(field.getKey()).isFalse();
            if (!Set.of(
                            "input",
                            "input_schema",
                            "json",
                            "schema",
                            "auto",
                            "any",
                            "args",
                            "response",
                            "parametersJsonSchema",
                            "responseJsonSchema")
                    .contains(field.getKey())) {
                assertThat(field.getValue().isContainerNode()
                                && field.getValue().isEmpty())
                        .as(field.getKey())
                        .isFalse();
                nothingIsNullOrEmpty(field.getValue());
            }
        });
        if (node.isArray()) {
            node.forEach(RequestInvariantsTest::nothingIsNullOrEmpty);
        }
    }

    private static void thinkingFitsIntoTheLimit(JsonNode body) {
        JsonNode thinking = body.path("thinking").isMissingNode()
                ? body.at("/additionalModelRequestFields/thinking")
                : body.path("thinking");
        int limit = body.path("max_tokens")
                .asInt(body.at("/inferenceConfig/maxTokens").asInt());
        if (thinking.has("budget_tokens")) {
            assertThat(thinking.path("budget_tokens").asInt()).isBetween(1024, limit - 1);
        }
    }
}
