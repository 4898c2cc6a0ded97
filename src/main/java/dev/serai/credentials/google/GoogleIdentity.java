package dev.serai.credentials.google;

import dev.serai.credentials.CachedToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the gateway is to Google, once that is found out. Immutable, but for its token.
 *
 * @param name where it comes from, for messages and the log; no secret
 * @param token its access token
 * @param quotaProjectId the project that is billed and whose quota counts, for {@code x-goog-user-project}; null: the token's own
 */
record GoogleIdentity(
        String name, CachedToken token, @Nullable String quotaProjectId) {
    Optional<String> quotaProject() {
        return Optional.ofNullable(quotaProjectId);
    }
}
