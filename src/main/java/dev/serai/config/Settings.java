package dev.serai.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the contract, by name, from the first place that has them: given by the embedder, JVM system
 * properties, the environment, {@code configs/application.properties} of the working folder (before it that of Camel's profile,
 * {@code configs/application-prod.properties}), the same inside the jar. An empty value is an unset one. Typed getters don't
 * throw: they note what is wrong, once, for {@link #problems()}, and give the default. Thread-safe; the files are read once, the environment at each call.
 */
public final class Settings {
    private static final String FILE = "application.properties";
    private static final String FOLDER = "configs/";
    private static final String PROFILE = "camel.main.profile";

    private final List<Source> sources;
    private final @Nullable Supplier<Settings> again;
    private final Set<ConfigurationProblem> problems = new LinkedHashSet<>();

    private record Source(String name, Function<String, @Nullable String> values, Supplier<Set<String>> names) {}

    private record Found(String source, String value) {}

    private Settings(List<Source> sources, @Nullable Supplier<Settings> again) {
        this.sources = sources;
        this.again = again;
    }

    /** All places, with nothing given. */
    public static Settings load() {
        return load(Map.of());
    }

    /** All places; {@code given} wins over each of them. */
    public static Settings load(Map<String, String> given) {
        return in(Path.of(""), given);
    }

    /** All places, with another working folder than the process's. */
    public static Settings in(Path workingFolder, Map<String, String> given) {
        List<Source> sources = new ArrayList<>();
        sources.add(new Source("settings", given::get, given::keySet));
        sources.add(new Source("system property", System::getProperty, () -> System.getProperties()
                .stringPropertyNames()));
        sources.add(
                new Source("environment", System::getenv, () -> System.getenv().keySet()));
        List<String> there = new ArrayList<>();
        for (String file : files()) {
            propertiesOf(workingFolder, file).ifPresent(properties -> {
                there.add(file);
                sources.add(of(FOLDER + file, properties));
            });
        }
        sources.add(of("classpath:" + ConfigFiles.IN_JAR + FILE, propertiesOfJar()));
        return new Settings(List.copyOf(sources), () -> again(workingFolder, given, there));
    }

    /** The files of a folder's {@code configs/}, the first of which wins; whether they are there is not said. */
    public static List<String> files() {
        String profile = System.getProperty(PROFILE);
        return profile == null ? List.of(FILE) : List.of("application-" + profile + ".properties", FILE);
    }

    private static Settings again(Path workingFolder, Map<String, String> given, List<String> wereThere) {
        List<ConfigurationProblem> gone = wereThere.stream()
                .filter(file -> propertiesOf(workingFolder, file).isEmpty())
                .map(file -> new ConfigurationProblem("configs/" + file, 0, 0, "", "is gone", null))
                .toList();
        if (!gone.isEmpty()) {
            throw new InvalidConfigurationException(gone);
        }
        return in(workingFolder, given);
    }

    /** These and nothing else: what tests and embedders use who want to be alone. */
    public static Settings only(Map<String, String> given) {
        Map<String, String> these = Map.copyOf(given);
        return new Settings(List.of(new Source("settings", these::get, these::keySet)), null);
    }

    /**
     * The same places with their files as they are now, and no problem noted yet.
     *
     * @throws InvalidConfigurationException if a file is gone, or can't be read
     */
    public Settings readAgain() {
        return again == null ? new Settings(sources, null) : again.get();
    }

    /**
     * The names in the folder's files, those of now and those of before, whose values are others now. What is given otherwise
     * outranks the files, and has the value that it has.
     *
     * @param before the same places, read earlier
     */
    public Set<String> changedSince(Settings before) {
        Set<String> changed = new TreeSet<>();
        for (Settings each : List.of(this, before)) {
            for (Source source : each.sources) {
                if (source.name().startsWith(FOLDER)) {
                    changed.addAll(source.names().get());
                }
            }
        }
        changed.removeIf(name -> text(name).equals(before.text(name)));
        return changed;
    }

    private static Source of(String name, Properties properties) {
        return new Source(name, properties::getProperty, properties::stringPropertyNames);
    }

    /** The value, if it is set. */
    public Optional<String> text(String name) {
        return find(name).map(Found::value);
    }

    /** The value, or {@code otherwise}. */
    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** Values that commas divide, each once, in their order; none where it is unset. */
    public Set<String> list(String name) {
        Set<String> values = new LinkedHashSet<>();
        for (String value : text(name, "").split(",", -1)) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    /** Those that are set and whose names begin so. */
    public Map<String, String> named(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (Source source : sources) {
            for (String name : source.names().get()) {
                if (name.startsWith(prefix) && name.length() > prefix.length()) {
                    text(name).ifPresent(value -> found.put(name, value));
                }
            }
        }
        return found;
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        return typed(name, Values::flag, otherwise, "is neither true nor false");
    }

    /** A whole number from {@code least} to {@code most}. */
    public int wholeNumber(String name, int otherwise, int least, int most) {
        Function<String, @Nullable Integer> inRange = text -> {
            Integer number = Values.wholeNumber(text);
            return number != null && number >= least && number <= most ? number : null;
        };
        return typed(name, inRange, otherwise, "is not a whole number from " + least + " to " + most);
    }

    /** A number of bytes: {@code 1048576}, {@code 32MiB}, {@code 10MB}. */
    public long bytes(String name, long otherwise) {
        return typed(name, Values::bytes, otherwise, "is not a number of bytes, such as 1048576 or 32MiB");
    }

    /** A time in seconds ({@code 30}), or with its unit ({@code 30s}, {@code 2m}, {@code 500ms}). */
    public Duration seconds(String name, Duration otherwise) {
        return typed(
                name, Values::seconds, otherwise, "is not a number of seconds, such as 30, nor a time, such as 500ms");
    }

    /** What the typed getters found wrong until now, each once. */
    public List<ConfigurationProblem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /** Notes what the caller found wrong with a value: {@code "quiet" is not a log level}. */
    public void problem(String name, String message, Collection<String> allowed) {
        Found found = find(name).orElse(new Found("settings", ""));
        note(new ConfigurationProblem(
                found.source(), 0, 0, name, message, Suggestions.didYouMean(found.value(), allowed)));
    }

    private <T> T typed(String name, Function<String, @Nullable T> reader, T otherwise, String fault) {
        Found found = find(name).orElse(null);
        if (found == null) {
            return otherwise;
        }
        T value = reader.apply(found.value());
        if (value == null) {
            note(new ConfigurationProblem(
                    found.source(), 0, 0, name, "\"" + found.value() + "\" " + fault, serviceLink(found.value())));
            return otherwise;
        }
        return value;
    }

    /** A Service named admin gives each pod of its namespace an ADMIN_PORT. */
    private static @Nullable String serviceLink(String value) {
        return value.startsWith("tcp://")
                ? "as Kubernetes sets it for a Service of that name; enableServiceLinks: false keeps it from that"
                : null;
    }

    private void note(ConfigurationProblem problem) {
        synchronized (problems) {
            problems.add(problem);
        }
    }

    private Optional<Found> find(String name) {
        for (Source source : sources) {
            String value = source.values().apply(name);
            if (value != null && !value.isBlank()) {
                return Optional.of(new Found(source.name(), value.strip()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Properties> propertiesOf(Path workingFolder, String file) {
        return ConfigFiles.in(workingFolder, only(Map.of()))
                .find(file)
                .filter(found -> found.path() != null)
                .map(Settings::properties);
    }

    private static Properties propertiesOfJar() {
        return ConfigFiles.inJar(FILE).map(Settings::properties).orElseGet(Properties::new);
    }

    private static Properties properties(ConfigFile file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(file.content(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            // A malformed Unicode escape is all that the format can get wrong.
            throw new InvalidConfigurationException(List.of(
                    new ConfigurationProblem("configs/" + file.name(), 0, 0, "", "malformed \\u escape", null)));
        }
        return properties;
    }
}
