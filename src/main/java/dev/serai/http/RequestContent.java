package dev.serai.http;

import dev.serai.errors.GatewayError;
import dev.serai.passthrough.NativePath;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a body may say of itself: uncompressed JSON on {@code POST /v1/…} and below {@code /admin/} and {@code /auth/}, anything
 * elsewhere; native calls are judged by their operation. Pure functions.
 */
final class RequestContent {
    private static final String JSON = "application/json";
    /** A length of fewer digits is below 100,000 bytes. */
    private static final int SHORT_DIGITS = 6;

    private RequestContent() {}

    /** Why the body is not read, or null. */
    static @Nullable GatewayError refusalOf(HttpServerRequest request) {
        if (!isOurs(request)) {
            return null;
        }
        if (!isJson(request.headers().get(HttpHeaders.CONTENT_TYPE))) {
            return new GatewayError.InvalidRequest(
                    415, "unsupported_content_type", null, "Content-Type must be application/json");
        }
        String encoding = request.headers().get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.trim().equalsIgnoreCase("identity")) {
            return new GatewayError.InvalidRequest(
                    415, "unsupported_content_encoding", null, "the body must not be compressed");
        }
        return null;
    }

    /** Below {@code /admin/} and {@code /auth/} some methods want none. */
    private static boolean isOurs(HttpServerRequest request) {
        String path = request.path();
        if (AuthPaths.needsJson(request)) {
            return true;
        }
        return AdminPaths.isAdmin(path)
                ? request.method() != HttpMethod.GET && hasBody(request)
                : request.method() == HttpMethod.POST && path.startsWith("/v1/") && !NativePath.isNative(path);
    }

    /** Whether a body follows the head. */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Whether the body that follows is little by its own word, and its client is sending it without being asked to. */
    static boolean isShort(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length != null
                && length.length() < SHORT_DIGITS
                && !request.headers().contains(HttpHeaders.EXPECT);
    }

    /** JSON is UTF-8 (RFC 8259, section 8.1): no other charset, and no other parameter, is taken. */
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null || !contentType.regionMatches(true, 0, JSON, 0, JSON.length())) {
            return false;
        }
        int at = JSON.length();
        while (at < contentType.length()) {
            int semicolon = skipSpace(contentType, at);
            if (semicolon == contentType.length()) {
                return true;
            }
            if (contentType.charAt(semicolon) != ';') {
                return false;
            }
            int next = contentType.indexOf(';', semicolon + 1);
            int end = next < 0 ? contentType.length() : next;
            if (!isUtf8(contentType.substring(semicolon + 1, end).trim())) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static boolean isUtf8(String parameter) {
        return parameter.isEmpty()
                || parameter.equalsIgnoreCase("charset=utf-8")
                || parameter.equalsIgnoreCase("charset=\"utf-8\"");
    }

    private static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
