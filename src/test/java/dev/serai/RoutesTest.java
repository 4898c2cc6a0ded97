package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The YAML is an interface: every route and Kamelet is what Camel's schema says, named, described and joined up. */
class RoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROUTES = Path.of("routes");
    private static final Path KAMELETS = Path.of("kamelets");
    private static final int LONGEST_FILE = 110;

    @TestFactory
    Stream<DynamicTest> routesFollowTheYamlDsl() throws IOException {
        Schema schema = yamlDsl();
        return files(ROUTES, ".camel.yaml").stream()
                .map(file -> DynamicTest.dynamicTest(ROUTES.relativize(file).toString(), () -> assertThat(
                                schema.validate(yaml(file).toString(), InputFormat.JSON))
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> kameletTemplatesFollowTheYamlDsl() throws IOException {
        Schema schema = yamlDsl();
        return files(KAMELETS, ".kamelet.yaml").stream()
                .map(file -> DynamicTest.dynamicTest(name(file), () -> {
                    JsonNode kamelet = yaml(file);
                    assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
                    assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(stem(file, ".kamelet.yaml"));
                    assertThat(kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type")
                                    .asText())
                            .isEqualTo("action");
                    assertThat(kamelet.at("/spec/definition/title").asText()).isNotBlank();
                    assertThat(kamelet.at("/spec/definition/description").asText())
                            .isNotBlank();
                    ArrayNode route = JSON.createArrayNode();
                    route.addObject().putObject("route").set("from", kamelet.at("/spec/template/from"));
                    assertThat(schema.validate(route.toString(), InputFormat.JSON))
                            .isEmpty();
                    for (JsonNode property : kamelet.at("/spec/definition/properties")) {
                        assertThat(property.path("title").asText()).isNotBlank();
                        assertThat(property.path("description").asText()).isNotBlank();
                    }
                }));
    }

    @Test
    void everyRouteIsNamedAsItsFileAndItsConsumer() throws IOException {
        for (Path file : files(ROUTES, ".camel.yaml")) {
            String stem = stem(file, ".camel.yaml");
            for (JsonNode element : yaml(file)) {
                JsonNode route = element.path("route");
                if (route.isMissingNode()) {
                    continue;
                }
                String folder = file.getParent().getFileName().toString();
                String id = route.path("id").asText();
                String expected =
                        switch (folder) {
                            case "api" -> "api-" + stem;
                            case "admin" -> "admin-" + stem;
                            case "providers" -> "provider-" + stem;
                            default -> stem;
                        };
                assertThat(id).as(file.toString()).isEqualTo(expected);
                JsonNode from = route.path("from");
                if (from.path("uri").asText().equals("direct")) {
                    assertThat(from.at("/parameters/name").asText())
                            .as(file.toString())
                            .isEqualTo(id);
                }
            }
        }
    }

    @Test
    void everyRouteBranchAndStepHasAnIdAndADescription() throws IOException {
        List<String> nameless = new ArrayList<>();
        for (Path file : files(ROUTES, ".camel.yaml")) {
            walk(yaml(file), "", (path, node) -> {
                boolean template = file.toString().contains("-template");
                boolean slot = node.path("id").asText().startsWith("slot-");
                if (isNamed(path) && (node.path("id").asText().isEmpty() && !template)) {
                    nameless.add(file + " " + path + " has no id");
                }
                if (isDescribed(path)
                        && !slot
                        && node.path("description").asText().isEmpty()) {
                    nameless.add(file + " " + path + " has no description");
                }
            });
        }
        assertThat(nameless).isEmpty();
    }

    @Test
    void idsAreUnique() throws IOException {
        Set<String> ids = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (Path file : files(ROUTES, ".camel.yaml")) {
            walk(yaml(file), "", (path, node) -> {
                String id = node.path("id").asText();
                if (!id.isEmpty() && !id.contains("{{") && !ids.add(id)) {
                    twice.add(id);
                }
            });
        }
        assertThat(twice).isEmpty();
    }

    @Test
    void everyDirectHasItsConsumer() throws IOException {
        Set<String> consumers = new HashSet<>();
        Set<String> called = new HashSet<>();
        for (Path file : files(ROUTES, ".camel.yaml")) {
            walk(yaml(file), "", (path, node) -> {
                if (node.path("uri").asText().equals("direct")) {
                    String name = node.at("/parameters/name").asText();
                    (path.endsWith("/from") ? consumers : called).add(name);
                }
            });
        }
        assertThat(consumers).containsAll(called);
    }

    /** Beside the listener's gate: the road shows it, and a route that forgets it is found here. */
    @Test
    void everyEndpointButThoseThatAreOpenBeginsWithWhoCalls() throws IOException {
        Set<String> open = Set.of("api-health", "api-ready", "api-openapi", "api-auth-login");
        for (Path file : files(ROUTES.resolve("api"), ".camel.yaml")) {
            for (JsonNode element : yaml(file)) {
                JsonNode route = element.path("route");
                if (!open.contains(route.path("id").asText())) {
                    assertThat(route.at("/from/steps").findValues("to"))
                            .as(file.toString())
                            .first()
                            .extracting(step -> step.at("/parameters/name").asText())
                            .isEqualTo("authenticate");
                }
            }
        }
    }

    /** Each thing that the admin API does is preceded by who may do it. */
    @Test
    void everyStepOfTheAdminApiIsPrecededByARole() throws IOException {
        for (Path file : files(ROUTES.resolve("admin"), ".camel.yaml")) {
            walk(yaml(file), "", (path, node) -> {
                JsonNode steps = node.path("steps");
                for (int i = 0; i < steps.size(); i++) {
                    if (steps.get(i).has("process")) {
                        assertThat(i).as(file + " " + path).isEqualTo(2);
                        assertThat(steps.get(0).at("/setVariable/name").asText())
                                .as(file + " " + path)
                                .isEqualTo("role");
                        assertThat(steps.get(0)
                                        .at("/setVariable/expression/constant/expression")
                                        .asText())
                                .as(file + " " + path)
                                .isIn("viewer", "operator", "admin");
                        assertThat(steps.get(1).at("/to/parameters/name").asText())
                                .as(file + " " + path)
                                .isEqualTo("authorize");
                    }
                }
            });
        }
    }

    @Test
    void noFileIsLong() throws IOException {
        for (Path file : files(ROUTES, ".yaml")) {
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE);
        }
        for (Path file : files(KAMELETS, ".yaml")) {
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE);
        }
    }

    @Test
    void noPathIsAForwardProxy() throws IOException {
        for (Path file : files(ROUTES, ".camel.yaml")) {
            walk(yaml(file), "", (path, node) -> {
                if (node.path("uri").asText().equals("platform-http")) {
                    assertThat(node.at("/parameters/path").asText())
                            .as("CVE-2026-85316: such a path turns Camel into a forward proxy")
                            .doesNotStartWithIgnoringCase("proxy")
                            .doesNotStartWithIgnoringCase("/proxy");
                }
            });
        }
    }

    private static boolean isNamed(String path) {
        return isDescribed(path);
    }

    /** Steps, branches, routes and what they come from. */
    private static boolean isDescribed(String path) {
        return path.matches(".*/(route|routeConfiguration|process|to|toD|choice|circuitBreaker|doTry|loadBalance"
                + "|transformDataType|otherwise|onException|loop|setVariable|wireTap)|.*/(when|doCatch)/\\d+");
    }

    private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            visitor.accept(path, node);
            node.properties().forEach(field -> walk(field.getValue(), path + "/" + field.getKey(), visitor));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), path + "/" + i, visitor);
            }
        }
    }

    private static Schema yamlDsl() throws IOException {
        try (InputStream schema = RoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(JSON.readTree(schema));
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return JSON.valueToTree(loaded);
    }

    private static Collection<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static String stem(Path file, String suffix) {
        String name = name(file);
        return name.substring(0, name.length() - suffix.length());
    }
}
