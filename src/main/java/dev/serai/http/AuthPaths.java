package dev.serai.http;

import dev.serai.errors.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the paths below {@code /auth/} have for themselves: one of them is open, and no page of a foreign origin may send anything
 * to them. Pure functions.
 */
final class AuthPaths {
    private static final String PREFIX = "/auth/";
    private static final String LOGIN = "/auth/login";

    private AuthPaths() {}

    static boolean is(String path) {
        return path.startsWith(PREFIX);
    }

    /** Whether nobody has to be known to be served: the body says who it is. */
    static boolean isOpen(String path) {
        return path.equals(LOGIN);
    }

    /** Whether a body must say that it is JSON, which no form of a browser can: one that is there, and that of a login. */
    static boolean needsJson(HttpServerRequest request) {
        String path = request.path();
        return isOpen(path) || (is(path) && RequestContent.hasBody(request));
    }

    /** Why a page may not send this, or null. */
    static @Nullable GatewayError faultOf(HttpServerRequest request, CrossOrigin crossOrigin) {
        return !is(request.path()) || crossOrigin.takes(request)
                ? null
                : new GatewayError.NotAllowed(
                        "origin_not_allowed",
                        HttpHeaderNames.ORIGIN.toString(),
                        "A page of this origin may not log in here; CORS_ORIGINS says which may");
    }
}
