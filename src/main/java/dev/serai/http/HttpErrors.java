package dev.serai.http;

import dev.serai.dialects.ClientDialect;
import dev.serai.errors.ErrorEnvelope;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.passthrough.NativePath;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whatever goes wrong before, beside or after the Camel routes, in the envelope of the path's dialect. Stateless. */
final class HttpErrors {
    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
    private static final CharSequence APPLICATION_JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    static final GatewayError UNKNOWN_URL = invalid(404, "unknown_url", "there is no such path; see /openapi.json");
    static final GatewayError STOPPING = new GatewayError.Overloaded("the gateway is stopping; try again", 1);
    static final GatewayError OVERLOADED =
            new GatewayError.Overloaded("the gateway has as much work as it can do; try again", 1);
    static final GatewayError TOO_SLOW = invalid(408, "request_timeout", "the request did not arrive in time");
    private static final GatewayError NOT_ALLOWED =
            invalid(405, "method_not_allowed", "this path does not serve this method; see the Allow header");
    private static final GatewayError INTERNAL = new GatewayError.Internal("an error of the gateway's own");

    private HttpErrors() {}

    /** Takes over every failure that a router knows. */
    static void install(Router router, CrossOrigin crossOrigin) {
        router.errorHandler(
                400,
                routing -> answer(
                        routing.request(),
                        RequestHeadRules.malformed("the request can't be read").error()));
        router.errorHandler(404, routing -> answer(routing.request(), UNKNOWN_URL));
        router.errorHandler(405, routing -> methodNotAllowed(routing, router, crossOrigin));
        router.errorHandler(
                406,
                routing -> answer(routing.request(), invalid(406, "not_acceptable", "answers are application/json")));
        router.errorHandler(408, routing -> answer(routing.request(), TOO_SLOW));
        router.errorHandler(
                413, routing -> answer(routing.request(), invalid(413, "request_too_large", "the body is too long")));
        router.errorHandler(
                415,
                routing -> answer(
                        routing.request(),
                        invalid(415, "unsupported_content_type", "Content-Type must be application/json")));
        router.errorHandler(500, HttpErrors::internal);
        router.errorHandler(503, routing -> answer(routing.request(), STOPPING));
    }

    /** Answers a request whose head could not be read, or must not be. The connection is of no further use. */
    static void unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        GatewayError error = cause instanceof GatewayException refused
                ? refused.error()
                : cause instanceof TooLongHttpLineException
                        ? invalid(414, "uri_too_long", "the request line is too long")
                        : cause instanceof TooLongHttpHeaderException
                                ? invalid(431, "headers_too_large", "the headers are too long")
                                : RequestHeadRules.malformed("the request can't be read")
                                        .error();
        if (error.status() == 405) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
        }
        request.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
        answer(request, error);
    }

    /**
     * Refuses a request that is one too many. A short body that is still coming is let in first, and thrown away: whoever has to
     * refuse many can't afford a new connection for each.
     */
    static void overloaded(HttpServerRequest request) {
        if (!request.isEnded() && RequestContent.isShort(request)) {
            request.endHandler(read -> answer(request, OVERLOADED));
        } else {
            answer(request, OVERLOADED);
        }
    }

    /** Ends the response with an error; closes the connection where the request's body was not read. */
    static void answer(HttpServerRequest request, GatewayError error) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            request.connection().close();
            return;
        }
        ConnectionWatch.of(request.connection()).refusing();
        if (!request.isEnded() && RequestContent.hasBody(request)) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        }
        if (error.retryAfterSeconds() != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(error.retryAfterSeconds()));
        }
        String path = request.path();
        if (path != null && NativePath.isBedrocks(path)) {
            response.putHeader(AwsErrorType.HEADER, AwsErrorType.of(error));
        }
        ClientDialect dialect = DialectPaths.of(path);
        response.setStatusCode(dialect.status(error))
                .putHeader(HttpHeaders.CONTENT_TYPE, APPLICATION_JSON)
                .end(Buffer.buffer(dialect.error(error, RequestId.of(request))));
    }

    private static void internal(RoutingContext routing) {
        LOG.error("request {} failed", RequestId.of(routing.request()), routing.failure());
        answer(routing.request(), INTERNAL);
    }

    private static void methodNotAllowed(RoutingContext routing, Router router, CrossOrigin crossOrigin) {
        HttpServerRequest request = routing.request();
        String allowed = allowedMethods(router, request.path());
        if (CrossOrigin.isPreflight(request)) {
            crossOrigin.preflight(request, allowed);
            return;
        }
        request.response().putHeader(HttpHeaders.ALLOW, allowed);
        answer(request, NOT_ALLOWED);
    }

    private static String allowedMethods(Router router, String path) {
        Set<String> allowed = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            String template = route.getPath();
            if (template != null && route.methods() != null && matches(template, path)) {
                route.methods().forEach(method -> allowed.add(method.name()));
            }
        }
        return String.join(", ", allowed);
    }

    /** Vert.x' templates: {@code :name} is one segment, a final {@code *} anything. */
    private static boolean matches(String template, String path) {
        if (template.endsWith("*")) {
            return path.startsWith(template.substring(0, template.length() - 1));
        }
        String[] expected = template.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!expected[i].equals(actual[i]) && !expected[i].startsWith(":")) {
                return false;
            }
        }
        return true;
    }

    private static GatewayError invalid(int status, String code, String message) {
        return new GatewayError.InvalidRequest(status, code, null, message);
    }

    /** A whole response for a connection on which no request has been read yet. */
    static byte[] bareResponse(GatewayError error, String requestId) {
        byte[] body = ErrorEnvelope.body(error);
        String head = "HTTP/1.1 " + error.status() + " Request Timeout\r\ncontent-type: application/json\r\n"
                + "content-length: " + body.length + "\r\nconnection: close\r\n" + RequestId.HEADER + ": " + requestId
                + "\r\n\r\n";
        return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }
}
