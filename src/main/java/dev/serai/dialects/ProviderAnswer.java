package dev.serai.dialects;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's whole answer. Immutable, but for the body's bytes, which nobody changes.
 *
 * @param status HTTP status
 * @param headers by lower-case name, the last of several
 * @param body may be empty
 */
public record ProviderAnswer(int status, Map<String, String> headers, byte[] body) {

    /** A header by its name in any case, or null. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
