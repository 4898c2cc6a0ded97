package dev.serai.credentials.google;

import dev.serai.credentials.CredentialsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the file of Application Default Credentials is: where {@code GOOGLE_APPLICATION_CREDENTIALS} says, or where gcloud leaves
 * its own. Immutable.
 */
final class CredentialPath {
    private static final String VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
    private static final String GCLOUD_FILE = "application_default_credentials.json";

    private final boolean demanded;
    private final Path file;

    /** @param settings the variables by name; null where one is not set */
    CredentialPath(Function<String, @Nullable String> settings) {
        String named = settings.apply(VARIABLE);
        this.demanded = named != null;
        this.file = named != null ? Path.of(named) : gcloudFolder(settings).resolve(GCLOUD_FILE);
    }

    /** For messages and the log. */
    String name() {
        return demanded ? "the file of " + VARIABLE : "gcloud's credentials file";
    }

    /**
     * What stands in it now; null if there is none.
     *
     * @throws CredentialsException if it can't be read, or is not where the variable says
     */
    byte @Nullable [] read() {
        if (!demanded && !Files.isRegularFile(file)) {
            return null;
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CredentialsException(name() + " can't be read: " + e, e);
        }
    }

    private static Path gcloudFolder(Function<String, @Nullable String> settings) {
        String folder = settings.apply("CLOUDSDK_CONFIG");
        if (folder != null) {
            return Path.of(folder);
        }
        String windows = settings.apply("APPDATA");
        return windows != null
                        && System.getProperty("os.name")
                                .toLowerCase(Locale.ROOT)
                                .startsWith("windows")
                ? Path.of(windows, "gcloud")
                : Path.of(System.getProperty("user.home"), ".config", "gcloud");
    }
}
