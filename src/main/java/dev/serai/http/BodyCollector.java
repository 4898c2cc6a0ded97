package dev.serai.http;

import dev.serai.errors.GatewayError;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of every Camel route of the listener: refuses what should not be read, reads the rest into memory.
 * Unlike Vert.x' own it knows neither forms nor uploads, so that no body becomes a header or a file. Stateless.
 */
final class BodyCollector implements Handler<RoutingContext> {
    private final long limit;
    private final BodiesInFlight bodies;

    BodyCollector(long limit, BodiesInFlight bodies) {
        this.limit = limit;
        this.bodies = bodies;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long most = AuthPaths.limit(request.path(), limit);
        GatewayError refusal = RequestContent.refusalOf(request);
        if (refusal == null) {
            refusal = refusalOfLength(request, most);
        }
        if (refusal == null) {
            refusal = refusalOfExpectation(request);
        }
        if (refusal != null) {
            HttpErrors.answer(request, refusal);
            return;
        }
        Body body = new Body(routing, most, bodies);
        if (body.fits(declaredLength(request))) {
            body.read();
        } else {
            HttpErrors.overloaded(request);
        }
    }

    private static @Nullable GatewayError refusalOfLength(HttpServerRequest request, long limit) {
        return declaredLength(request) > limit ? tooLarge(limit) : null;
    }

    /** 0 where it is not said. */
    private static long declaredLength(HttpServerRequest request) {
        String declared = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return declared == null ? 0 : Long.parseLong(declared);
    }

    private static @Nullable GatewayError refusalOfExpectation(HttpServerRequest request) {
        String expectation = request.headers().get(HttpHeaders.EXPECT);
        if (expectation == null || request.version() == HttpVersion.HTTP_1_0) {
            return null;
        }
        if (!expectation.equalsIgnoreCase("100-continue")) {
            return new GatewayError.InvalidRequest(
                    417, "expectation_failed", null, "the only Expect that is met is 100-continue");
        }
        request.response().writeContinue();
        return null;
    }

    private static GatewayError tooLarge(long limit) {
        return new GatewayError.InvalidRequest(
                413, "request_too_large", null, "the body is longer than " + limit + " bytes");
    }

    /** One body on its way in. Lives on the connection's event loop. */
    private static final class Body {
        private final RoutingContext routing;
        private final HttpServerRequest request;
        private final long limit;
        private final boolean wanted;
        private final BodiesInFlight bodies;
        private long held;
        private long length;
        private boolean whole = true;
        private boolean refused;
        private @Nullable Buffer bytes;

        Body(RoutingContext routing, long limit, BodiesInFlight bodies) {
            this.routing = routing;
            this.request = routing.request();
            this.limit = limit;
            this.bodies = bodies;
            // A body on GET has no meaning (RFC 9110, section 9.3.1).
            this.wanted = request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
        }

        void read() {
            request.exceptionHandler(this::broken);
            request.handler(this::chunk);
            request.endHandler(end -> end());
        }

        private void chunk(Buffer chunk) {
            length += chunk.length();
            if (refused) {
                return;
            }
            if (length > limit) {
                refuse(tooLarge(limit));
            } else if (wanted) {
                if (fits(length)) {
                    append(chunk);
                } else {
                    refuse(HttpErrors.OVERLOADED);
                }
            }
        }

        /** Whether there is room for a body of this length; then it is held until the request's end. */
        boolean fits(long bytes) {
            if (bytes <= Math.max(held, BodiesInFlight.SHORT) || !wanted || AdminPaths.isAdmin(request.path())) {
                return true;
            }
            if (!bodies.take(bytes - held)) {
                return false;
            }
            if (held == 0) {
                routing.addEndHandler(ended -> bodies.giveBack(held));
            }
            held = bytes;
            return true;
        }

        private void append(Buffer chunk) {
            Buffer before = bytes;
            if (before == null) {
                bytes = chunk;
                return;
            }
            if (whole) {
                whole = false;
                before = Buffer.buffer(Math.max(chunk.length(), before.length()) * 2)
                        .appendBuffer(before);
                bytes = before;
            }
            before.appendBuffer(chunk);
        }

        private void end() {
            if (!refused) {
                Buffer body = bytes;
                bytes = null;
                ((RoutingContextInternal) routing).setBody(body);
                routing.next();
            }
        }

        private void broken(Throwable failure) {
            boolean unreadable = failure instanceof DecoderException || failure instanceof IllegalArgumentException;
            if (!refused && unreadable) {
                refuse(RequestHeadRules.malformed("the body's chunks can't be read")
                        .error());
            }
            refused = true;
            bytes = null;
        }

        private void refuse(GatewayError error) {
            refused = true;
            bytes = null;
            HttpErrors.answer(request, error);
        }
    }
}
