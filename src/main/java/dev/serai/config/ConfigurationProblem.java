package dev.serai.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in the configuration, said so that its author can go and mend it. Immutable.
 *
 * @param file the file's name, or where else the value stands ({@code environment})
 * @param line from 1; 0: of no line
 * @param column from 1; 0: of no column
 * @param path the key within the file ({@code routing.patterns[1].model}), or the variable; empty: the file as a whole
 * @param message what is wrong, beginning with the value where there is one
 * @param suggestion what would be right, or null
 */
public record ConfigurationProblem(
        String file,
        int line,
        int column,
        String path,
        String message,
        @Nullable String suggestion) {

    /** {@code model-mapping.yaml:12:7: model_mappings.gpt-4.default_provider: "opnai" is … (did you mean "openai"?)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line).append(':').append(column);
        }
        text.append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(message);
        if (suggestion != null) {
            text.append(" (").append(suggestion).append(')');
        }
        return text.toString();
    }
}
