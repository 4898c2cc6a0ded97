package dev.serai.config;

import org.jspecify.annotations.Nullable;

/**
 * Tells Google's API keys from its access tokens, both of which may stand as {@code api_key}: by how they begin, as Google's own
 * tools do. Keys begin with {@code AIza}, those bound to a service account with {@code AQ.}; access tokens never do.
 *
 * @see <a href="https://cloud.google.com/docs/authentication/api-keys">Google Cloud: API keys</a>
 */
public final class GoogleApiKey {
    private GoogleApiKey() {}

    /** Whether it is a key, for the header {@code x-goog-api-key}. */
    public static boolean is(@Nullable String secret) {
        return secret != null && (secret.startsWith("AIza") || secret.startsWith("AQ."));
    }
}
