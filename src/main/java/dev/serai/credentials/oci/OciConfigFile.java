package dev.serai.credentials.oci;

import dev.serai.credentials.CredentialsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A profile of {@code ~/.oci/config}: what it says, over what the profile DEFAULT says. Immutable.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/API/Concepts/sdkconfig.htm">OCI: SDK and CLI configuration
 *     file</a>
 */
final class OciConfigFile {
    private static final String DEFAULT = "DEFAULT";

    private final Map<String, String> entries;
    private final String place;

    private OciConfigFile(Map<String, String> entries, String place) {
        this.entries = entries;
        this.place = place;
    }

    /** @throws CredentialsException if the file or the profile is not there */
    static OciConfigFile read(Path file, String profile) {
        Map<String, Map<String, String>> sections = new HashMap<>();
        String section = "";
        for (String line : lines(file)) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[") && text.endsWith("]")) {
                section = text.substring(1, text.length() - 1).strip();
                sections.computeIfAbsent(section, unseen -> new HashMap<>());
            } else if (equals > 0 && !text.startsWith("#") && !text.startsWith(";")) {
                sections.computeIfAbsent(section, unseen -> new HashMap<>())
                        .put(
                                text.substring(0, equals).strip(),
                                text.substring(equals + 1).strip());
            }
        }
        if (!sections.containsKey(profile)) {
            throw new CredentialsException("There is no profile " + profile + " in " + file);
        }
        Map<String, String> entries = new HashMap<>(sections.getOrDefault(DEFAULT, Map.of()));
        entries.putAll(sections.get(profile));
        return new OciConfigFile(entries, "[" + profile + "] of " + file);
    }

    /** An entry, or null. */
    @Nullable
    String get(String name) {
        String value = entries.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws CredentialsException if it is not there */
    String required(String name) {
        String value = get(name);
        if (value == null) {
            throw new CredentialsException("There is no " + name + " in " + place);
        }
        return value;
    }

    /** The path that an entry names, {@code ~} being the user's home; null if there is no such entry. */
    @Nullable
    Path path(String name) {
        String value = get(name);
        if (value == null) {
            return null;
        }
        return value.startsWith("~/") ? Path.of(System.getProperty("user.home"), value.substring(2)) : Path.of(value);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new CredentialsException(file + " can't be read", e);
        }
    }
}
