package dev.serai;

import dev.serai.config.ConfigFiles;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Loads mappings as the gateway does, from a test's text and with no environment but the test's. */
public final class MappingText {
    private MappingText() {}

    public static ModelMapping load(String text, Map<String, String> variables) {
        try {
            Path file = Files.createTempFile("model-mapping", ".yaml");
            try {
                Files.writeString(file, text);
                Map<String, String> given = new HashMap<>(variables);
                given.put("MODEL_MAPPING_CONFIG", file.toString());
                Settings settings = Settings.only(given);
                return ModelMapping.load(ConfigFiles.of(settings), settings);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ModelMapping load(String text) {
        return load(text, Map.of());
    }

    /** The first target of a model. */
    public static ModelTarget target(ModelMapping mapping, String model) {
        return mapping.model(model).orElseThrow().targets().get(0);
    }
}
