package dev.serai.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Loads mappings from text, with the shipped catalogue and no environment but what a test gives. */
final class Mappings {
    private static final ConfigFiles SHIPPED = ConfigFiles.of(Settings.only(Map.of()));
    static final Catalogue CATALOGUE = Catalogue.load(SHIPPED);

    private Mappings() {}

    static ConfigFile file(String text) {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    static ConfigFile file(byte[] content) {
        return new ConfigFile("model-mapping.yaml", content, null);
    }

    static ModelMapping load(String text) {
        return load(text, Map.of());
    }

    static ModelMapping load(String text, Map<String, String> environment) {
        return load(file(text), environment);
    }

    static ModelMapping load(ConfigFile file, Map<String, String> environment) {
        return ModelMapping.load(
                file, SHIPPED.find(ConfigFiles.TRANSFORMATIONS), CATALOGUE, Settings.only(environment));
    }

    /** The problems of a mapping that must not load, as they are printed. */
    static List<String> problems(String text) {
        return problems(file(text), Map.of());
    }

    static List<String> problems(ConfigFile file, Map<String, String> environment) {
        InvalidConfigurationException refused =
                catchThrowableOfType(InvalidConfigurationException.class, () -> load(file, environment));
        return refused == null
                ? List.of()
                : refused.problems().stream()
                        .map(ConfigurationProblem::toString)
                        .toList();
    }
}
