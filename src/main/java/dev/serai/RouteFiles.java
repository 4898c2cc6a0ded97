package dev.serai;

import dev.serai.config.ConfigFiles;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which route files make the gateway: every one of the jar, replaced by the file of the same path below {@code routes/} in
 * the working folder where there is one, and those that only the folder has. Links are followed, since Kubernetes mounts
 * ConfigMaps as links to links. Camel's own patterns can't say this (docs/decisions/0008).
 */
final class RouteFiles {
    private static final String IN_JAR = "serai/routes/";
    private static final String INDEX = "/serai/routes.index";
    private static final String SUFFIX = ".camel.yaml";
    private static final String POLICIES = "policies/";
    private static final String SINKS = "sinks/";

    private final Path folder;

    RouteFiles(Path workingFolder) {
        this.folder = workingFolder.resolve("routes");
    }

    /**
     * For {@code camel.main.routesIncludePattern}: comma-separated locations.
     *
     * @param wanted by the path below {@code routes/}
     */
    String includePattern(Predicate<String> wanted) {
        Predicate<String> taken = wanted.and(RouteFiles::always);
        Map<String, String> files = new TreeMap<>();
        inJar().stream().filter(taken).forEach(path -> files.put(path, "classpath:" + IN_JAR + path));
        inFolder().stream().filter(taken).forEach(path -> files.put(path, "file:" + folder.resolve(path)));
        if (files.isEmpty()) {
            throw new IllegalStateException("There is no route file in the jar: it was built wrong");
        }
        return String.join(",", files.values());
    }

    /** Policies and sinks are loaded by their lists; the route that calls policies is one of the road. */
    private static boolean always(String path) {
        return !path.startsWith(POLICIES) && !path.startsWith(SINKS) || path.equals(POLICIES + "policies" + SUFFIX);
    }

    private Collection<String> inFolder() {
        if (ConfigFiles.isAbsent(folder)) {
            return List.of();
        }
        try {
            return below(folder);
        } catch (UncheckedIOException e) {
            throw new InvalidConfigurationException(List.of(new ConfigurationProblem(
                    folder.toString(),
                    0,
                    0,
                    "",
                    "can't be read: " + e.getCause().getMessage(),
                    null)));
        }
    }

    /** By an index, since a jar within a jar, or a class loader of the application's own, has no files that could be listed. */
    private static Collection<String> inJar() {
        try (InputStream index = RouteFiles.class.getResourceAsStream(INDEX)) {
            return index == null
                    ? List.of()
                    : new String(index.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<String> below(Path root) {
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            // A ConfigMap's own bookkeeping (..data, ..2026_11_22) holds each file once more.
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.startsWith("..") && !path.contains("/.."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
