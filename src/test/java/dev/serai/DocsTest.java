package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The documentation is held to what is there: links lead somewhere, snippets parse, commands that need no network work. */
class DocsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path README = Path.of("README.md");
    private static final int LONGEST_PAGE = 150;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#([^)\\s]+))?\\)");
    private static final Pattern SNIPPET = Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern CURL =
            Pattern.compile("(?m)^curl .*?(?:https?://)?localhost:8080(/\\S+)(?: -d '([^']*)' -H '([^']*)')?$");

    private static final Set<String> FIELDS_OF_LOG_LINES =
            Set.of("provider_model", "provider_request_id", "provider_error");
    private static final String IMPORTS = """
            import dev.serai.*;
            import dev.serai.config.*;
            import org.apache.camel.*;
            import org.apache.camel.builder.*;
            import org.apache.camel.impl.*;
            """;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() {
        return pages().map(page -> DynamicTest.dynamicTest(page.toString(), () -> assertThat(
                        LINK.matcher(read(page)).results().filter(link -> !link.group(1)
                                .contains("://")))
                .allSatisfy(link -> {
                    Path target = page.resolveSibling(link.group(1)).normalize();
                    assertThat(target).exists();
                    if (link.group(2) != null) {
                        assertThat(anchors(target)).contains(link.group(2));
                    }
                })));
    }

    @TestFactory
    Stream<DynamicTest> everySnippetParses() {
        return pages().map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
            for (MatchResult snippet : SNIPPET.matcher(read(page)).results().toList()) {
                switch (snippet.group(1)) {
                    case "json" -> assertThat(documents(snippet.group(2))).isNotEmpty();
                    case "yaml" -> assertThat(yaml(snippet.group(2))).isNotNull();
                    default -> {}
                }
            }
        }));
    }

    /** All of a page's make one method, as a reader would put them together. */
    @TestFactory
    Stream<DynamicTest> everyJavaSnippetCompiles() {
        return pages().filter(page -> read(page).contains("```java"))
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    String body = SNIPPET.matcher(read(page))
                            .results()
                            .filter(snippet -> snippet.group(1).equals("java"))
                            .map(snippet -> snippet.group(2))
                            .collect(Collectors.joining());
                    assertThat(compile(IMPORTS + "class Snippet { void run() throws Exception {" + body + "} }"))
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyPageIsShortAndSaysWhomItHelps() {
        return pages().map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
            assertThat(read(page).lines()).hasSizeLessThanOrEqualTo(LONGEST_PAGE);
            if (!page.equals(README) && !page.toString().contains("decisions")) {
                assertThat(read(page).lines().skip(1).filter(line -> !line.isBlank()))
                        .first()
                        .asString()
                        .startsWith("For ");
            }
        }));
    }

    /** The commands up to the one that wants a key, each answered 200; streams by their end. */
    @Test
    void theFirstCommandsOfTheReadmeAnswer() {
        List<MatchResult> commands =
                curls(read(README).split("## Ask a real provider")[0]).toList();
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
        return pages().filter(page -> !page.equals(README)).flatMap(page -> curls(read(page))
                .map(command -> DynamicTest.dynamicTest(page + ": " + command.group(), () -> {
                    HttpResponse<String> answer = run(command);
                    assertThat(answer.statusCode()).isIn(200, 503);
                    assertThat(answer.body()).doesNotContain("unknown_url", "invalid_json");
                })));
    }

    @Test
    void everyVariableThatTheCodeNamesIsInTheReference() {
        Pattern literal = Pattern.compile("\"((?:PORT|HOST|[A-Z]+_[A-Z_]+))\"");
        String page = read(Path.of("docs/reference/configuration.md"));
        assertThat(inCode(literal)).hasSizeGreaterThan(40).allSatisfy(name -> assertThat(page)
                .contains("`" + name + "`"));
    }

    @Test
    void everyErrorCodeOfTheCodeIsInTheReference() {
        Pattern literal = Pattern.compile(
                "\\b(?:invalid|fault|InvalidRequest)\\(\\s*(?:\\d{3}, )?\"([a-z_]+)\"|\"(provider_[a-z_]+)\"");
        String page = read(Path.of("docs/reference/errors.md"));
        Set<String> codes = inCode(literal);
        codes.removeAll(FIELDS_OF_LOG_LINES);
        assertThat(codes).hasSizeGreaterThan(25).allSatisfy(code -> assertThat(page)
                .contains("`" + code + "`"));
    }

    @Test
    void everyMetricOfThePageIsThere() throws IOException {
        gateway.chat("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        gateway.chat("{\"model\":\"sandbox-error-500\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        String scraped = gateway.get("/metrics").body();
        String code = Files.readString(Path.of("src/main/java/dev/serai/accounting/Metrics.java"));
        List<String> names = Pattern.compile("(?m)^\\| `(ai_proxy_\\w+)`")
                .matcher(read(Path.of("docs/how-to/watch-it-run.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(names).hasSize(11).allSatisfy(name -> assertThat(scraped + code)
                .contains(name));
        assertThat(names.stream().filter(scraped::contains)).hasSize(10); // The sandbox costs nothing.
    }

    private static Set<String> inCode(Pattern literal) {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> literal.matcher(read(file)).results())
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static Stream<Path> pages() {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            List<Path> pages =
                    new ArrayList<>(files.filter(file -> file.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            pages.add(0, README);
            return pages.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return read(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<JsonNode> documents(String text) throws IOException {
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        }
    }

    private static List<String> compile(String source) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-d", System.getProperty("java.io.tmpdir"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, List.of(file))
                .call();
        return found.getDiagnostics().stream().map(Object::toString).toList();
    }

    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
