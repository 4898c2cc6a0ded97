package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * "The prompt up to here is worth keeping": the {@code cache_control} extension, or OpenAI's explicit
 * {@code prompt_cache_breakpoint}. Immutable.
 *
 * @param ttl {@code 5m} or {@code 1h}, or null: the provider's default
 */
public record CacheMark(@Nullable String ttl) {
    private static final CacheMark DEFAULT = new CacheMark(null);

    /** The mark on a message, part or tool; null if there is none. An unknown time to live is the default one. */
    static @Nullable CacheMark on(JsonNode carrier) {
        JsonNode control = carrier.path("cache_control");
        if ("ephemeral".equals(Json.text(control, "type"))) {
            String ttl = Json.text(control, "ttl");
            return "5m".equals(ttl) || "1h".equals(ttl) ? new CacheMark(ttl) : DEFAULT;
        }
        JsonNode breakpoint = carrier.path("prompt_cache_breakpoint");
        return "explicit".equals(Json.text(breakpoint, "mode")) ? DEFAULT : null;
    }
}
