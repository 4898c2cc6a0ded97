package dev.serai.http;

import dev.serai.dialects.ClientDialect;
import org.jspecify.annotations.Nullable;

/** Which path's clients expect which dialect: what is known of a request before any route is. Pure functions. */
final class DialectPaths {
    private static final String MESSAGES = "/v1/messages";

    private DialectPaths() {}

    /** @param path as it was sent; null where the request could not be read */
    static ClientDialect of(@Nullable String path) {
        boolean messages = path != null
                && path.startsWith(MESSAGES)
                && (path.length() == MESSAGES.length() || path.charAt(MESSAGES.length()) == '/');
        return messages ? ClientDialect.MESSAGES : ClientDialect.OPENAI;
    }
}
