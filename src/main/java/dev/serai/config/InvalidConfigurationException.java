package dev.serai.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used; holds every problem that was found, not only the first. Its message is one a line. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationProblem> problems;

    public InvalidConfigurationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file; never empty. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
