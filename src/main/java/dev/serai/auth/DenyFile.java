package dev.serai.auth;

import dev.serai.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers who are shut out whatever they show, by the lines of {@code KEY_DENY_FILE}: it works where the store, the issuer or the
 * cluster can't be asked, and against tokens that nobody can take back. Read again as it changes. Thread-safe.
 */
final class DenyFile {
    private static final Logger LOG = LoggerFactory.getLogger(DenyFile.class);
    private static final String VARIABLE = "KEY_DENY_FILE";
    private static final long LONGEST = 4 * 1024 * 1024;
    private static final Pattern COMMENT = Pattern.compile("(?:^|(?<=\\s))#.*");

    private final @Nullable Path file;
    private @Nullable String lastFault;
    private volatile Set<String> denied = Set.of();

    /** Of settings in which {@link #check} found nothing wrong. */
    DenyFile(Settings settings) {
        this.file = settings.text(VARIABLE).map(Path::of).orElse(null);
        readAgain();
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        settings.text(VARIABLE).map(Path::of).ifPresent(file -> {
            try {
                read(file);
            } catch (IOException e) {
                settings.problem(
                        VARIABLE,
                        "\"" + file + "\" is no file that can be read; an empty one shuts nobody out",
                        Set.of());
            }
        });
    }

    boolean denies(Caller caller) {
        return denied.contains(caller.id());
    }

    /** Whether it names one of the keys that a key hangs on. */
    boolean deniesMakerOf(HeldKey held) {
        for (String maker : held.makers()) {
            if (denied.contains(maker)) {
                return true;
            }
        }
        return false;
    }

    /** A file that can't be read lets nobody in again, but is said to be. */
    final synchronized void readAgain() {
        if (file == null) {
            return;
        }
        try {
            Set<String> found = read(file);
            if (!found.equals(denied)) {
                LOG.info("{} now names {} callers", VARIABLE, found.size());
                denied = found;
            }
            lastFault = null;
        } catch (IOException e) {
            String fault = String.valueOf(e.getMessage());
            if (!fault.equals(lastFault)) {
                LOG.warn("{} can't be read, so that those whom it named stay shut out: {}", VARIABLE, fault);
                lastFault = fault;
            }
        }
    }

    /** An id a line, or what a key begins with; what stands behind a # is for people, but for one within a word: ids may have it. */
    private static Set<String> read(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException("it is longer than " + LONGEST + " bytes");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.startsWith(ApiKeyText.PREFIX) ? id(line) : line)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (UncheckedIOException e) {
            throw new IOException("it is no text", e);
        }
    }

    private static String id(String key) {
        String rest = key.substring(ApiKeyText.PREFIX.length());
        int end = rest.indexOf('_');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
