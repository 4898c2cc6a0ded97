package dev.serai.policies;

import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where policies lie: in the folder, else in the jar. Links are followed. Thread-safe; reads at each call. */
final class PolicyFiles {
    /** The route that calls the others is one of the pipeline's: it is there with or without a policy. */
    static final String CALLER = "policies";

    private static final String SUFFIX = ".camel.yaml";
    private static final String IN_JAR = "/serai/routes/policies/";
    private static final List<String> SHIPPED =
            List.of("by-team", "by-header", "by-content", "by-time", "by-size", "by-spend");

    private final Path folder;

    PolicyFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The files of these policies, in the same order.
     *
     * @throws InvalidConfigurationException if one is missing or can't be read
     */
    List<ConfigFile> read(List<String> names) {
        List<ConfigFile> files = new ArrayList<>();
        List<ConfigurationProblem> problems = new ArrayList<>();
        for (String name : names) {
            try {
                find(name).ifPresentOrElse(files::add, () -> problems.add(missing(name)));
            } catch (IOException e) {
                problems.add(problem(folder.resolve(name + SUFFIX).toString(), "", "can't be read: " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return files;
    }

    /** The route that calls the policies, as the folder has it; empty where it is the jar's. */
    byte[] caller() {
        Path own = folder.resolve(CALLER + SUFFIX);
        try {
            return Files.isRegularFile(own) ? Files.readAllBytes(own) : new byte[0];
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    List.of(problem(own.toString(), "", "can't be read: " + e.getMessage())));
        }
    }

    private Optional<ConfigFile> find(String name) throws IOException {
        Path own = folder.resolve(name + SUFFIX);
        if (Files.isRegularFile(own)) {
            return Optional.of(new ConfigFile(own.toString(), Files.readAllBytes(own), own));
        }
        try (InputStream shipped = PolicyFiles.class.getResourceAsStream(IN_JAR + name + SUFFIX)) {
            return shipped == null
                    ? Optional.empty()
                    : Optional.of(new ConfigFile("routes/policies/" + name + SUFFIX, shipped.readAllBytes(), null));
        }
    }

    private ConfigurationProblem missing(String name) {
        return new ConfigurationProblem(
                PolicySettings.NAMES,
                0,
                0,
                "",
                "\"" + name + "\" has no file " + folder.resolve(name + SUFFIX),
                Suggestions.didYouMean(name, available()));
    }

    private TreeSet<String> available() {
        TreeSet<String> names = new TreeSet<>(SHIPPED);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(SUFFIX))
                        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                        .forEach(names::add);
            } catch (IOException e) {
                return names; // It only makes the suggestion better.
            }
        }
        names.remove(CALLER);
        return names;
    }

    static ConfigurationProblem problem(String file, String path, String message) {
        return new ConfigurationProblem(file, 0, 0, path, message, null);
    }
}
