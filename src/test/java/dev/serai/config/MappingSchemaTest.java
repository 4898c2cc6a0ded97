package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema that editors use says what the loader says. */
class MappingSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("configs/model-mapping.schema.json");

    @Test
    void theShippedFileIsValid() throws IOException {
        assertThat(faults(Files.readString(Path.of("configs/model-mapping.yaml"))))
                .isEmpty();
        assertThat(Files.readString(Path.of("configs/model-mapping.yaml")))
                .startsWith("# yaml-language-server: $schema=model-mapping.schema.json");
    }

    @Test
    void theShapeOfEarlierDeploymentsIsValid() throws IOException {
        assertThat(faults(Files.readString(Path.of("src/test/resources/config/contract-shape.yaml"))))
                .isEmpty();
    }

    @Test
    void everyFurtherKeyOfTheContractIsValid() throws IOException {
        // In the contract's example "any" stands for any provider, which needs no type there.
        String example = Files.readString(Path.of("src/test/resources/config/contract-further-keys.yaml"));
        assertThat(faults(example.replace("  any:\n", "  any:\n    type: openai\n")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_mapping: {}",
                "model_mappings: {a: {provider: {openai: {model: b}}}}",
                "model_mappings: {a: {default_provider: openai}}",
                "model_mappings: {a: {status: retired, providers: {openai: {model: b}}}}",
                "model_mappings: {a: {status: gone, successor: b, providers: {openai: {model: b}}}}",
                "model_mappings: {a: {capabilities: [tool], providers: {openai: {model: b}}}}",
                "model_mappings: {a: {providers: {openai: {}}}}",
                "model_mappings: {a: {providers: {openai: {modle: b}}}}",
                "model_mappings: {a: {timeout: -5s, providers: {openai: {model: b}}}}",
                "model_mappings: {sandbox-a: {providers: {openai: {model: b}}}}",
                "model_mappings: {a: {canary: {percent: 101, target: {provider: openai, model: b}}, providers: {openai: {model: b}}}}",
                "routing: {fallback: {max_attempts: 8}}",
                "routing: {fallback: {max_atempts: 2}}",
                "routing: {deadline: 300}",
                "routing: {patterns: [{pattern: '^a'}]}",
                "routing: {load_balancing: {strategy: sticky}}",
                "providers: {local: {base_url: 'http://localhost:11434/v1'}}",
                "providers: {local: {type: ollama}}",
                "providers: {openai: {breaker: {failure_rate: 0}}}",
                "providers: {openai: {quirks: {system_role: boss}}}",
                "features: {response_caching: true}",
                "features: {streaming: 'maybe'}"
            })
    void whatTheLoaderRefusesTheSchemaRefusesToo(String mapping) throws IOException {
        assertThat(Mappings.problems(mapping)).isNotEmpty();
        assertThat(faults(mapping)).isNotEmpty();
    }

    @Test
    void noKeyOfTheSchemaIsUnknownToTheLoader() throws IOException {
        JsonNode schema = JSON.readTree(SCHEMA.toFile());
        Map<String, Object> provider = keys(schema.at("/$defs/provider"));
        Map<String, Object> model = keys(schema.at("/$defs/model"));
        model.put("providers", Map.of("openai", keys(schema.at("/$defs/entry"))));
        Map<String, Object> mapping = keys(schema);
        mapping.put("model_mappings", Map.of("a", model));
        mapping.put("providers", Map.of("openai", provider));
        mapping.put(
                "transformations",
                Map.of("a", List.of(keys(schema.at("/properties/transformations/additionalProperties/items")))));
        assertThat(Mappings.problems(JSON.writeValueAsString(mapping)))
                .noneMatch(problem -> problem.contains("unknown key"))
                .containsExactly("model-mapping.yaml:1:" + column(mapping, "openai\":{\"model")
                        + ": model_mappings.a.providers.openai: has no model");
    }

    /** Every key below a schema, sections with their own keys, all else null. */
    private static Map<String, Object> keys(JsonNode schema) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            keys.put(property.getKey(), property.getValue().has("properties") ? keys(property.getValue()) : null);
        }
        keys.remove("canary");
        keys.remove("shadow");
        keys.remove("guardrail");
        return keys;
    }

    private static int column(Map<String, Object> mapping, String before) throws IOException {
        return JSON.writeValueAsString(mapping).indexOf(before) + "openai\":".length() + 1;
    }

    private static List<String> faults(String mapping) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA));
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(mapping);
        return schema.validate(JSON.valueToTree(loaded)).stream()
                .map(Object::toString)
                .toList();
    }
}
