package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages say is so: commands that need no network work, and the code names nothing that the reference lacks. */
class DocsPromisesTest {
    private static final Pattern CURL =
            Pattern.compile("(?m)^curl .*?(?:https?://)?localhost:8080(/\\S+)(?: -d '([^']*)' -H '([^']*)')?$");
    private static final Set<String> FIELDS_OF_LOG_LINES =
            Set.of("provider_model", "provider_request_id", "provider_error");

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The commands up to the one that wants a key, each answered 200; streams by their end. */
    @Test
    void theFirstCommandsOfTheReadmeAnswer() {
        List<MatchResult> commands = curls(Pages.read(Pages.README).split("## Ask a real provider")[0])
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        for (MatchResult command : commands) {
            HttpResponse<String> answer = run(command);
            assertThat(answer.statusCode()).as(command.group()).isEqualTo(200);
            if (command.group().contains("\"stream\":true")) {
                assertThat(answer.body()).endsWith("data: [DONE]\n\n");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCommandOfThePagesIsUnderstood() {
        return Pages.all().filter(page -> !page.equals(Pages.README)).flatMap(page -> curls(Pages.read(page))
                .map(command -> DynamicTest.dynamicTest(page + ": " + command.group(), () -> {
                    HttpResponse<String> answer = run(command);
                    assertThat(answer.statusCode()).isIn(200, 503);
                    assertThat(answer.body()).doesNotContain("unknown_url", "invalid_json");
                })));
    }

    @Test
    void everyVariableThatTheCodeNamesIsInTheReference() {
        Pattern literal = Pattern.compile("\"((?:PORT|HOST|[A-Z]+_[A-Z_]+))\"");
        String page = Pages.read(Path.of("docs/reference/configuration.md"))
                + Pages.read(Path.of("docs/reference/provider-variables.md"))
                + Pages.read(Path.of("docs/reference/access-variables.md"));
        // Dialects read no variables; their capitals are the words of wire formats.
        assertThat(inCode(literal, file -> !file.startsWith("src/main/java/dev/serai/dialects")))
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void everyKeyOfTheMappingIsInItsReference() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("configs/model-mapping.schema.json").toFile());
        Set<String> keys = new TreeSet<>();
        keys(schema, keys);
        String page = Pages.read(Path.of("docs/reference/model-mapping.md"));
        assertThat(keys).hasSizeGreaterThan(80).allSatisfy(key -> assertThat(page)
                .containsPattern("`(?:[a-z_]+\\.)?" + key + "[`:.]"));
    }

    /** The names below every {@code properties} of a schema. */
    private static void keys(JsonNode schema, Set<String> into) {
        if (schema.path("properties").isObject()) {
            schema.path("properties").fieldNames().forEachRemaining(into::add);
        }
        schema.forEach(child -> keys(child, into));
    }

    @Test
    void everyErrorCodeOfTheCodeIsInTheReference() {
        Pattern literal = Pattern.compile(
                "\\b(?:invalid|fault|InvalidRequest)\\(\\s*(?:\\d{3}, )?\"([a-z_]+)\"|\"(provider_[a-z_]+)\"");
        String page = Pages.read(Path.of("docs/reference/errors.md"));
        Set<String> codes = inCode(literal);
        codes.removeAll(FIELDS_OF_LOG_LINES);
        assertThat(codes).hasSizeGreaterThan(25).allSatisfy(code -> assertThat(page)
                .contains("`" + code + "`"));
    }

    @Test
    void everyMetricOfThePageIsThere() {
        gateway.chat("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        gateway.chat("{\"model\":\"sandbox-error-500\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        String scraped = gateway.get("/metrics").body();
        String code = Pages.read(Path.of("src/main/java/dev/serai/accounting/Metrics.java"));
        List<String> names = Pattern.compile("(?m)^\\| `(ai_proxy_\\w+)`")
                .matcher(Pages.read(Path.of("docs/how-to/watch-it-run.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(names).hasSize(14).allSatisfy(name -> assertThat(scraped + code)
                .contains(name));
        assertThat(names.stream().filter(scraped::contains))
                .hasSize(12); // The sandbox costs nothing, and there is no collector.
    }

    private static Set<String> inCode(Pattern literal) {
        return inCode(literal, file -> true);
    }

    private static Set<String> inCode(Pattern literal, Predicate<Path> where) {
        return Pages.below(Path.of("src/main/java"), ".java").stream()
                .filter(where)
                .flatMap(file -> literal.matcher(Pages.read(file)).results())
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> curls(String text) {
        return CURL.matcher(text).results();
    }

    private static HttpResponse<String> run(MatchResult curl) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + curl.group(1)));
        if (curl.group(2) != null) {
            String[] header = curl.group(3).split(": ", 2);
            request.header(header[0], header[1]).POST(HttpRequest.BodyPublishers.ofString(curl.group(2)));
        }
        return gateway.send(request.build());
    }
}
