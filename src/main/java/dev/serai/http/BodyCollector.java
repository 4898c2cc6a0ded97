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
    private static final GatewayError UNMET = new GatewayError.InvalidRequest(
            417, "expectation_failed", null, "the only Expect that is met is 100-continue");

    private final long limit;
    private final BodiesInFlight bodies;
    private final AccessAudit audit;

    BodyCollector(long limit, BodiesInFlight bodies, AccessAudit audit) {
        this.limit = limit;
        this.bodies = bodies;
        this.audit = audit;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long most = LongestBody.of(request.path(), limit);
        GatewayError refusal = RequestContent.refusalOf(request);
        if (refusal == null) {
            refusal = refusalOfLength(request, most);
        }
        boolean expected = isExpected(request);
        if (refusal == null && expected && !isContinue(request)) {
            refusal = UNMET;
        }
        if (refusal != null) {
            GatewayError error = refusal;
            audit.acceptedBefore(routing, () -> HttpErrors.answer(request, error));
            return;
        }
        Body body = new Body(routing, most);
        if (!body.hasRoom(declaredLength(request))) {
            audit.acceptedBefore(routing, () -> HttpErrors.overloaded(request));
            return;
        }
        if (expected) {
            request.response().writeContinue();
        }
        body.read();
    }

    private static @Nullable GatewayError refusalOfLength(HttpServerRequest request, long limit) {
        return declaredLength(request) > limit ? tooLarge(limit) : null;
    }

    /** 0 where it is not said. */
    private static long declaredLength(HttpServerRequest request) {
        String declared = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return declared == null ? 0 : Long.parseLong(declared);
    }

    private static boolean isExpected(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0 && request.headers().contains(HttpHeaders.EXPECT);
    }

    private static boolean isContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.headers().get(HttpHeaders.EXPECT));
    }

    private static GatewayError tooLarge(long limit) {
        return new GatewayError.InvalidRequest(
                413, "request_too_large", null, "the body is longer than " + limit + " bytes");
    }

    /** One body on its way in. Lives on the connection's event loop. */
    private final class Body {
        private final RoutingContext routing;
        private final HttpServerRequest request;
        private final long limit;
        private final boolean wanted;
        private long held;
        private long length;
        private boolean whole = true;
        private boolean refused;
        private @Nullable Buffer bytes;

        Body(RoutingContext routing, long limit) {
            this.routing = routing;
            this.request = routing.request();
            this.limit = limit;
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
            if (isAnswered()) {
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

        /** Refused here, or as too slow elsewhere: what would be held from then on nobody would give back. */
        private boolean isAnswered() {
            return refused || request.response().ended();
        }

        /** Whether there is room now for a body that is said to have this length. Nothing is held: it may never come. */
        boolean hasRoom(long declared) {
            return !isHeld(declared) || bodies.hasRoom(declared);
        }

        private boolean isHeld(long bytes) {
            return bytes > BodiesInFlight.SHORT && wanted && !AdminPaths.isAdmin(request.path());
        }

        /** Whether there is room for so much that has arrived; then it is held until the request's end. */
        private boolean fits(long bytes) {
            if (!isHeld(bytes)) {
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
            if (!isAnswered()) {
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
            audit.acceptedBefore(routing, () -> HttpErrors.answer(request, error));
        }
    }
}
