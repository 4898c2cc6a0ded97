package dev.serai.policies;

import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigFiles;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Where policies lie: in the folder, else in the jar. Links are followed. Thread-safe; reads at each call. */
final class PolicyFiles {
    /** The route that calls the others is one of the pipeline's: it is there with or without a policy. */
    static final String CALLER = "policies";

    private static final String SUFFIX = ".camel.yaml";
    private static final String IN_JAR = "/serai/routes/policies/";
    private static final List<String> SHIPPED =
            List.of("by-team", "by-header", "by-content", "by-time", "by-size", "by-spend", "by-judge");

    private final Path folder;
    private final Map<String, Optional<byte[]>> ofTheJar = new ConcurrentHashMap<>();

    PolicyFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The policies that are listed, and those that are followed unasked.
     *
     * @throws InvalidConfigurationException if one's file is missing or can't be read
     */
    PolicySet read(List<String> listed) {
        List<ConfigFile> files = new ArrayList<>();
        List<ConfigurationProblem> problems = new ArrayList<>();
        boolean shipped = listed.isEmpty();
        for (String name : PolicySet.names(listed)) {
            try {
                find(name).ifPresentOrElse(files::add, () -> problems.add(missing(name)));
            } catch (IOException e) {
                problems.add(problem(folder.resolve(name + SUFFIX).toString(), "", "can't be read: " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        for (int i = 0; i < files.size() && shipped; i++) {
            shipped = Arrays.equals(
                    files.get(i).content(), shipped(PolicySet.UNASKED.get(i)).orElseThrow());
        }
        return new PolicySet(listed, files, shipped);
    }

    /** The route that calls the policies, as the folder has it; empty where it is the jar's. */
    byte[] caller() {
        Path own = folder.resolve(CALLER + SUFFIX);
        try {
            return ConfigFiles.isAbsent(own) ? new byte[0] : Files.readAllBytes(own);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    List.of(problem(own.toString(), "", "can't be read: " + e.getMessage())));
        }
    }

    private Optional<ConfigFile> find(String name) throws IOException {
        Path own = folder.resolve(name + SUFFIX);
        if (!ConfigFiles.isAbsent(own)) {
            return Optional.of(new ConfigFile(own.toString(), Files.readAllBytes(own), own));
        }
        return shipped(name).map(content -> new ConfigFile("routes/policies/" + name + SUFFIX, content, null));
    }

    private Optional<byte[]> shipped(String name) {
        return ofTheJar.computeIfAbsent(name, PolicyFiles::readFromJar);
    }

    private static Optional<byte[]> readFromJar(String name) {
        try (InputStream shipped = PolicyFiles.class.getResourceAsStream(IN_JAR + name + SUFFIX)) {
            return shipped == null ? Optional.empty() : Optional.of(shipped.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        names.removeAll(PolicySet.UNASKED);
        return names;
    }

    static ConfigurationProblem problem(String file, String path, String message) {
        return new ConfigurationProblem(file, 0, 0, path, message, null);
    }
}
