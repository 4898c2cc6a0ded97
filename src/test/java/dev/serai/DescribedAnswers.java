package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what the gateway answers at {@code /auth/} and {@code /admin/v1/} against what {@code /openapi.json} says of it: every
 * answer that a test gets, whatever else the test is about. Thread-safe.
 */
final class DescribedAnswers {
    private static final String ID = "https://serai.dev/openapi.json";
    private static final String JSON = "application/json";
    private static final String DOCUMENT = read();
    private static final JsonNode TREE = tree();
    private static final JsonNode PATHS = TREE.path("paths");

    /** OpenAPI 3.1 describes bodies by JSON Schema 2020-12. */
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, DOCUMENT)));

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private DescribedAnswers() {}

    /** Throws what assertions throw if the answer is not as it is described. */
    static void check(HttpResponse<String> answer) {
        String path = answer.uri().getRawPath();
        if (!path.startsWith("/auth/") && !path.startsWith("/admin/v1/")) {
            return;
        }
        String method = answer.request().method().toLowerCase(Locale.ROOT);
        PATHS.properties().stream()
                .filter(described -> path.matches(described.getKey().replaceAll("\\{\\w+}", "[^/]+")))
                // "head" before "{id}", as the router has it.
                .min((one, other) -> Boolean.compare(
                        one.getKey().endsWith("}"), other.getKey().endsWith("}")))
                .filter(described -> described.getValue().has(method))
                .ifPresent(described -> check(described.getValue().path(method).path("responses"), answer));
    }

    private static void check(JsonNode responses, HttpResponse<String> answer) {
        String status = Integer.toString(answer.statusCode());
        JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        String asked = answer.request().method() + " " + answer.uri() + " " + status + " " + answer.body();
        assertThat(responses.has(status) || answer.statusCode() >= 400)
                .as("described: " + asked)
                .isTrue();
        assertThat(response.path("content").has(type))
                .as("of a described type: " + asked)
                .isTrue();
        if (type.equals(JSON)) {
            String schema =
                    response.path("content").path(type).at("/schema/$ref").asText();
            assertThat(SCHEMAS.computeIfAbsent(schema, DescribedAnswers::schema)
                            .validate(answer.body(), InputFormat.JSON))
                    .as(schema + ": " + asked)
                    .isEmpty();
        }
    }

    private static Schema schema(String reference) {
        return REGISTRY.getSchema(SchemaLocation.of(ID + reference));
    }

    /** What many operations answer is described once, and referred to. */
    private static JsonNode resolved(JsonNode response) {
        String reference = response.path("$ref").asText();
        return reference.isEmpty() ? response : TREE.at(reference.substring(1));
    }

    private static JsonNode tree() {
        try {
            return new ObjectMapper().readTree(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read() {
        try (InputStream in = DescribedAnswers.class.getResourceAsStream("/serai/openapi.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
