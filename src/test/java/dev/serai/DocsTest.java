package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The pages are well made: links lead somewhere, snippets parse and compile, each is short and says whom it helps. */
class DocsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_PAGE = 150;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#([^)\\s]+))?\\)");
    private static final Pattern SNIPPET = Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final String IMPORTS = """
            import dev.serai.*;
            import dev.serai.config.*;
            import org.apache.camel.*;
            import org.apache.camel.builder.*;
            import org.apache.camel.impl.*;
            """;

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() {
        return Pages.all()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> assertThat(
                                LINK.matcher(Pages.read(page)).results().filter(link -> !link.group(1)
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
        return Pages.all()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    for (MatchResult snippet :
                            SNIPPET.matcher(Pages.read(page)).results().toList()) {
                        switch (snippet.group(1)) {
                            case "json" ->
                                assertThat(documents(snippet.group(2))).isNotEmpty();
                            case "yaml" -> assertThat(yaml(snippet.group(2))).isNotNull();
                            default -> {}
                        }
                    }
                }));
    }

    /** All of a page's make one method, as a reader would put them together. */
    @TestFactory
    Stream<DynamicTest> everyJavaSnippetCompiles() {
        return Pages.all()
                .filter(page -> Pages.read(page).contains("```java"))
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    String body = SNIPPET.matcher(Pages.read(page))
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
        return Pages.all()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    assertThat(Pages.read(page).lines()).hasSizeLessThanOrEqualTo(LONGEST_PAGE);
                    if (!page.equals(Pages.README) && !page.toString().contains("decisions")) {
                        assertThat(Pages.read(page).lines().skip(1).filter(line -> !line.isBlank()))
                                .first()
                                .asString()
                                .startsWith("For ");
                    }
                }));
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return Pages.read(page)
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
