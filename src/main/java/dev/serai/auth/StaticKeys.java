package dev.serai.auth;

import dev.serai.config.Settings;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are configuration: {@code API_KEY_<NAME>}, and a file a key in {@code API_KEYS_DIR}, which is read again as its files
 * change. They may call every model. Thread-safe.
 */
final class StaticKeys {
    static final String VARIABLES = "API_KEY_";
    static final String FOLDER = "API_KEYS_DIR";

    private static final Logger LOG = LoggerFactory.getLogger(StaticKeys.class);
    private static final int LEAST_CHARACTERS = 16;
    private static final int LEAST_DIFFERENT = 6;
    private static final int MOST_FILES = 10_000;
    private static final long LONGEST_FILE = 4_096;

    private final Map<String, String> ofVariables;
    private final @Nullable Path folder;
    private Map<String, String> ofFolder = Map.of();
    private Map<String, String> goodOfFolder = Map.of();
    private @Nullable String lastFault;
    private volatile SecretTable table;

    private StaticKeys(Map<String, String> ofVariables, @Nullable Path folder) {
        this.ofVariables = ofVariables;
        this.folder = folder;
        this.table = new SecretTable(callers(ofVariables));
        readAgain();
    }

    /** Those of settings in which {@link #check} found nothing wrong. */
    static StaticKeys of(Settings settings) {
        return new StaticKeys(
                ofVariables(settings), settings.text(FOLDER).map(Path::of).orElse(null));
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        Map<String, String> keys = ofVariables(settings);
        keys.forEach((name, key) -> {
            String fault = fault(key);
            if (fault != null) {
                settings.problem(VARIABLES + name.toUpperCase(Locale.ROOT), fault, Set.of());
            }
        });
        Path folder = settings.text(FOLDER).map(Path::of).orElse(null);
        if (folder == null) {
            return;
        }
        try {
            read(folder).forEach((name, key) -> {
                String fault = fault(key);
                if (fault != null) {
                    settings.problem(FOLDER, "the file " + name + " " + fault, Set.of());
                }
            });
        } catch (IOException e) {
            settings.problem(FOLDER, "\"" + folder + "\" is no folder that can be read", Set.of());
        }
    }

    @Nullable
    Caller find(String key) {
        return table.find(key);
    }

    boolean isEmpty() {
        return table.isEmpty();
    }

    /** Takes over what has changed in the folder. A folder that can't be read changes nothing, but is said to be. */
    final synchronized void readAgain() {
        if (folder == null) {
            return;
        }
        try {
            Map<String, String> found = read(folder);
            if (!found.equals(ofFolder)) {
                ofFolder = found;
                table = new SecretTable(all(found));
            }
            lastFault = null;
        } catch (IOException e) {
            String fault = String.valueOf(e.getMessage());
            if (!fault.equals(lastFault)) {
                LOG.warn("{} can't be read, so that its keys stay as they were: {}", FOLDER, fault);
                lastFault = fault;
            }
        }
    }

    /** A file that is half written, or none of ours, is passed over until it is good; a key that it had goes on until then. */
    private Map<String, Caller> all(Map<String, String> found) {
        Map<String, String> good = new HashMap<>();
        found.forEach((name, key) -> {
            String fault = fault(key);
            String before = goodOfFolder.get(name);
            if (fault == null) {
                good.put(name, key);
            } else if (before != null) {
                good.put(name, before);
                LOG.warn("the file {} of {} {}; the key that it had goes on", name, FOLDER, fault);
            } else {
                LOG.warn("the file {} of {} {}", name, FOLDER, fault);
            }
        });
        goodOfFolder = good;
        Map<String, String> all = new HashMap<>(ofVariables);
        all.putAll(good);
        return callers(all);
    }

    private static Map<String, Caller> callers(Map<String, String> keys) {
        Map<String, Caller> callers = new HashMap<>();
        keys.forEach((name, key) -> callers.put(
                key, new Caller("static:" + name, name, null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL)));
        return callers;
    }

    private static Map<String, String> ofVariables(Settings settings) {
        Map<String, String> keys = new TreeMap<>();
        settings.named(VARIABLES)
                .forEach((name, key) ->
                        keys.put(name.substring(VARIABLES.length()).toLowerCase(Locale.ROOT), key));
        return keys;
    }

    /** Kubernetes mounts links to links, and hides where they lead behind a dot. */
    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> visible = files.filter(
                            file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .limit(MOST_FILES)
                    .toList();
            for (Path file : visible) {
                keys.put(file.getFileName().toString(), content(file));
            }
        }
        return keys;
    }

    private static String content(Path file) throws IOException {
        if (Files.size(file) > LONGEST_FILE) {
            return "";
        }
        try {
            return Files.readString(file).strip();
        } catch (MalformedInputException e) {
            return "";
        }
    }

    /** Never with the value. */
    private static @Nullable String fault(String key) {
        if (key.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return "is no key: one line of printable characters without spaces";
        }
        if (key.length() < LEAST_CHARACTERS || key.chars().distinct().count() < LEAST_DIFFERENT) {
            return "holds a key that can be guessed: it needs " + LEAST_CHARACTERS + " characters or more";
        }
        return GuessableSecret.is(key) ? "holds a key that can be guessed: it is made of well-known words" : null;
    }
}
