package dev.serai.config;

import java.util.Locale;
import java.util.Optional;

/** What a model can do; written in lower case in the mapping file and the catalogue. */
public enum Capability {
    TOOLS,
    PARALLEL_TOOLS,
    VISION,
    PDF,
    AUDIO,
    JSON_OBJECT,
    JSON_SCHEMA,
    REASONING,
    PROMPT_CACHING,
    EMBEDDINGS,
    COMPLETIONS,
    STREAMING;

    /** The capability of this name in a file ({@code json_schema}). */
    public static Optional<Capability> of(String name) {
        for (Capability capability : values()) {
            if (capability.inFile().equals(name)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    /** The name in a file. */
    public String inFile() {
        return name().toLowerCase(Locale.ROOT);
    }
}
