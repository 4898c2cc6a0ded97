package dev.serai.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file as it was read at one moment.
 *
 * @param name its name in problems ({@code model-mapping.yaml})
 * @param content its bytes
 * @param path where it lies; null: inside the jar
 */
public record ConfigFile(
        String name, byte[] content, @Nullable Path path) {}
