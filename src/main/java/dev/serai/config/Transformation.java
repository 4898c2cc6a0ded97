package dev.serai.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a named list of changes to a request and its answer. Immutable.
 *
 * @param injectSystemMessage a system message put first, or null
 * @param stripPrefix what is cut from the beginning of answers, or null
 * @param parameterOverrides request fields that replace the client's
 * @param parameterDefaults request fields for those that the client left out
 */
public record Transformation(
        @Nullable String injectSystemMessage,
        @Nullable String stripPrefix,
        Map<String, Object> parameterOverrides,
        Map<String, Object> parameterDefaults) {

    public Transformation {
        parameterOverrides = Map.copyOf(parameterOverrides);
        parameterDefaults = Map.copyOf(parameterDefaults);
    }

    /** A named list of them. */
    public record Named(String name, List<Transformation> steps) {
        public Named {
            steps = List.copyOf(steps);
        }
    }
}
