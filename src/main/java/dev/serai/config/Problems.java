package dev.serai.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects what is wrong while files are being read, each problem once. One a load; used by one thread. */
final class Problems {
    private final Set<ConfigurationProblem> found = new LinkedHashSet<>();

    /** The engine counts lines and columns from 0, people from 1. */
    void add(String file, @Nullable Mark mark, String path, String message, @Nullable String suggestion) {
        int line = mark == null ? 0 : mark.getLine() + 1;
        int column = mark == null ? 0 : mark.getColumn() + 1;
        found.add(new ConfigurationProblem(file, line, column, path, message, suggestion));
    }

    /** @throws InvalidConfigurationException with all of them, by file and line, if there are any */
    void refuse() {
        if (!found.isEmpty()) {
            throw new InvalidConfigurationException(found.stream()
                    .sorted(Comparator.comparing(ConfigurationProblem::file)
                            .thenComparingInt(ConfigurationProblem::line)
                            .thenComparingInt(ConfigurationProblem::column))
                    .toList());
        }
    }
}
