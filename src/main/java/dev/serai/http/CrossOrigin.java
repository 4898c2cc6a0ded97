package dev.serai.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages' scripts may call the gateway: exact origins, never with the browser's credentials. Immutable.
 *
 * <p>Camel 4.18.0's own CORS reflects any origin with credentials (CVE-2026-84176) and is never used.
 */
final class CrossOrigin {
    private static final String EXPOSED = RequestId.HEADER
            + ", request-id, X-Provider, X-Provider-Model, X-Attempts, X-Provider-Request-ID, X-Dropped-Params,"
            + " X-Model-Successor, X-Token-Count, Retry-After, x-should-retry, x-amzn-errortype,"
            + " ETag, Location, Content-Disposition,"
            + " x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests,"
            + " x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens,"
            + " anthropic-ratelimit-requests-limit, anthropic-ratelimit-requests-remaining,"
            + " anthropic-ratelimit-requests-reset, anthropic-ratelimit-tokens-limit,"
            + " anthropic-ratelimit-tokens-remaining, anthropic-ratelimit-tokens-reset";

    private final Set<String> origins;

    CrossOrigin(Set<String> origins) {
        this.origins = origins;
    }

    /** Lets a listed page read the response. */
    void permit(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.VARY, "Origin");
        String origin = listed(request);
        if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Whether a request may come from where it does: of no page, of a page of this very host, or of a listed one. */
    boolean takes(HttpServerRequest request) {
        String origin = request.headers().get(HttpHeaders.ORIGIN);
        String host = request.headers().get(HttpHeaders.HOST);
        return origin == null
                || origins.contains(origin)
                || origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    static boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Answers a browser's question before its request: 204, with permission for a listed origin alone. */
    void preflight(HttpServerRequest request, String allowedMethods) {
        HttpServerResponse response = request.response();
        if (listed(request) != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allowedMethods)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
            String headers = request.headers().get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
            if (headers != null) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
            }
        }
        response.setStatusCode(204).end();
    }

    private @Nullable String listed(HttpServerRequest request) {
        String origin = request.headers().get(HttpHeaders.ORIGIN);
        return origin != null && origins.contains(origin) ? origin : null;
    }
}
