package dev.serai.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of provider, each with a built-in provider of its name. */
enum ProviderType {
    BEDROCK,
    ANTHROPIC,
    OPENAI,
    AZURE,
    VERTEX,
    IBM,
    ORACLE,
    SANDBOX;

    /** The names of those that a mapping may use, in the order in which they are tried unless the mapping says otherwise. */
    static final List<String> NAMES = Arrays.stream(values())
            .filter(type -> type != SANDBOX)
            .map(ProviderType::inFile)
            .toList();

    static Optional<ProviderType> of(String name) {
        return NAMES.contains(name) ? Optional.of(valueOf(name.toUpperCase(Locale.ROOT))) : Optional.empty();
    }

    /**
     * The wire format in which a provider of this type is asked for a chat with a model: the name that transformers and the
     * variable {@code dialect} have.
     */
    String dialect(ModelFacts facts) {
        return switch (this) {
            case BEDROCK -> "converse";
            case ANTHROPIC -> "anthropic";
            case OPENAI, AZURE, SANDBOX -> "openai";
            case VERTEX ->
                switch (facts.family()) {
                    case "gemini" -> "gemini";
                    case "claude" -> "anthropic";
                    default -> "openai";
                };
            case IBM -> "watsonx";
            case ORACLE -> facts.family().equals("cohere") ? "oci-cohere" : "oci-generic";
        };
    }

    String inFile() {
        return name().toLowerCase(Locale.ROOT);
    }
}
