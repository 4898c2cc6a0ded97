package dev.serai.auth.tokens;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of itself, before anybody has looked whether it is true: good for telling whose it would be, and for refusing
 * it, never for letting anybody in. Pure functions.
 */
public final class UnverifiedClaims {
    private static final JsonMapper JSON = new JsonMapper();

    /** Longer ones than any header can hold. */
    private static final int LONGEST = 64 * 1024;

    private UnverifiedClaims() {}

    /** Whether a text has the form of a signed JWT (RFC 7515, 7.1), told without reading what is in it. */
    public static boolean isJwt(String text) {
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        return text.length() <= LONGEST
                && text.startsWith("eyJ")
                && first > 0
                && last > first
                && text.indexOf('.', first + 1) == last;
    }

    /** The claims, or null where there are none. */
    public static @Nullable JsonNode of(String text) {
        if (!isJwt(text)) {
            return null;
        }
        try {
            byte[] payload =
                    Base64.getUrlDecoder().decode(text.substring(text.indexOf('.') + 1, text.lastIndexOf('.')));
            JsonNode claims = JSON.readTree(payload);
            return claims != null && claims.isObject() ? claims : null;
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can be read", e);
        }
    }
}
