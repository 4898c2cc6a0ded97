package dev.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the files of the configuration: those of the working folder's {@code configs/} win over those inside the jar.
 * Links are followed, so that a mounted Kubernetes ConfigMap is a folder like any other. Immutable, thread-safe.
 */
public final class ConfigFiles {
    public static final String MAPPING = "model-mapping.yaml";
    public static final String TRANSFORMATIONS = "transformations.yaml";
    public static final String CATALOGUE = "catalogue.yaml";
    public static final String PRICES = "prices.yaml";

    static final String IN_JAR = "serai/configs/";

    private final Path workingFolder;
    private final Settings settings;

    private ConfigFiles(Path workingFolder, Settings settings) {
        this.workingFolder = workingFolder;
        this.settings = settings;
    }

    /** Files of the folder where the process runs. */
    public static ConfigFiles of(Settings settings) {
        return new ConfigFiles(Path.of(""), settings);
    }

    /** Files of another folder, which holds {@code configs/}. */
    public static ConfigFiles in(Path workingFolder, Settings settings) {
        return new ConfigFiles(workingFolder, settings);
    }

    /**
     * The mapping: what {@code MODEL_MAPPING_CONFIG} names, else {@code configs/model-mapping.yaml}.
     *
     * @throws InvalidConfigurationException if the variable names a file that can't be read
     */
    public ConfigFile mapping() {
        Optional<String> named = settings.text("MODEL_MAPPING_CONFIG");
        return named.isPresent()
                ? read(workingFolder.resolve(named.get()), "MODEL_MAPPING_CONFIG")
                : find(MAPPING).orElseThrow(() -> missing("configs/" + MAPPING, ""));
    }

    /**
     * A file by its name: of the folder, or else of the jar.
     *
     * @throws InvalidConfigurationException if it is there and can't be read
     */
    public Optional<ConfigFile> find(String name) {
        Path file = workingFolder.resolve("configs").resolve(name);
        return isAbsent(file) ? inJar(name) : Optional.of(read(file, ""));
    }

    /**
     * Whether there is surely no such file. One that this process may not see, or a link to nothing, is there: to do without it
     * would be to go by other settings than those that somebody has written.
     */
    public static boolean isAbsent(Path file) {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** A file of the jar, whatever lies in the folder. */
    static Optional<ConfigFile> inJar(String name) {
        try (InputStream in = ConfigFiles.class.getClassLoader().getResourceAsStream(IN_JAR + name)) {
            return in == null ? Optional.empty() : Optional.of(new ConfigFile(name, in.readAllBytes(), null));
        } catch (IOException e) {
            throw unreadable("classpath:" + IN_JAR + name, "", e);
        }
    }

    private static ConfigFile read(Path file, String variable) {
        if (Files.notExists(file) || Files.isDirectory(file)) {
            throw missing(file.toString(), variable);
        }
        try {
            return new ConfigFile(file.getFileName().toString(), Files.readAllBytes(file), file);
        } catch (IOException e) {
            throw unreadable(file.toString(), variable, e);
        }
    }

    private static InvalidConfigurationException missing(String file, String variable) {
        return problem(file, variable, "there is no such file");
    }

    private static InvalidConfigurationException unreadable(String file, String variable, IOException cause) {
        InvalidConfigurationException problem =
                problem(file, variable, "can't be read: " + cause.getClass().getSimpleName());
        problem.initCause(cause);
        return problem;
    }

    private static InvalidConfigurationException problem(String file, String variable, String message) {
        return new InvalidConfigurationException(
                List.of(new ConfigurationProblem(file, 0, 0, variable, message, null)));
    }
}
