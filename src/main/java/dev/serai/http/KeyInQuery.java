package dev.serai.http;

import dev.serai.errors.GatewayError;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key in the URL ends in logs: it is refused, whatever it is. Pure functions. */
final class KeyInQuery {
    private static final Set<String> NAMES = Set.of(
            "key", "api_key", "api-key", "x-api-key", "x-goog-api-key", "access_token", "session_token", "totp_code");

    private KeyInQuery() {}

    /** What is wrong with the query, or null. */
    static @Nullable GatewayError faultOf(HttpServerRequest request) {
        if (request.query() == null) {
            return null;
        }
        for (String name : request.params().names()) {
            if (NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                return new GatewayError.InvalidRequest(
                        "key_in_query", name, "A key in the URL ends in logs: send it in the Authorization header");
            }
        }
        return null;
    }
}
