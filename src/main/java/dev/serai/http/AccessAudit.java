package dev.serai.http;

import dev.serai.audit.Actor;
import dev.serai.audit.Audit;
import dev.serai.audit.AuditEvent;
import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Caller;
import dev.serai.auth.Credentials;
import dev.serai.auth.Refusals;
import dev.serai.calls.Call;
import dev.serai.errors.GatewayError;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the audit who came in, who did not, and who was refused on the road. Writes to a file, and so stays off the event
 * loops. A failure of its own is logged, and stops no request: whether there may be any is {@link Audit#accepting}'s affair.
 * Thread-safe.
 */
public final class AccessAudit {
    private static final Logger LOG = LoggerFactory.getLogger(AccessAudit.class);
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;

    private final @Nullable Audit audit;
    private final Clock clock;

    /** @param audit null: nobody is told */
    public AccessAudit(@Nullable Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    boolean on() {
        return audit != null;
    }

    void accepted(Actor actor, Caller caller) {
        if (caller == Caller.ANYONE) {
            return; // Nobody was asked.
        }
        append(Audit.ACCEPTED, actor, Map.of("name", caller.name()));
    }

    /** The same of somebody whose request is refused before any route sees it; then it is answered. On an event loop. */
    void acceptedBefore(RoutingContext routing, Runnable answer) {
        Caller caller = AuthenticationGate.caller(routing.user());
        if (audit == null || caller == null) {
            answer.run();
            return;
        }
        HttpServerRequest request = routing.request();
        Actor actor = Actor.ofKey(caller.id(), address(request), request.getHeader(RequestId.HEADER));
        before(routing, () -> accepted(actor, caller), answer);
    }

    /** Tells beside the event loop, and lets answer then, if somebody still waits for that. */
    void before(RoutingContext routing, Runnable told, Runnable answer) {
        HttpServerRequest request = routing.request();
        request.pause();
        routing.vertx()
                .<Void>executeBlocking(
                        () -> {
                            told.run();
                            return null;
                        },
                        false)
                .onComplete(done -> {
                    if (!request.response().ended() && !request.response().closed()) {
                        answer.run();
                    }
                    request.resume();
                });
    }

    /** @param credentials what was shown; of a key the public part is told, which anybody can make up */
    void refused(HttpServerRequest request, Credentials credentials, GatewayError error) {
        Map<String, String> details = reason(error);
        credentials.keys().stream()
                .map(ApiKeyText::of)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(key -> details.put("claimed_key", key.id()));
        append(Audit.REFUSED, Actor.nobody(address(request), request.getHeader(RequestId.HEADER)), details);
    }

    /** Whoever was let in was told an error: is it one of those that say no? */
    public void answered(Exchange exchange, GatewayError error) {
        if (audit == null || !refuses(error)) {
            return;
        }
        Map<String, String> details = reason(error);
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (call != null) {
            details.put("model", call.request().model());
        }
        Actor actor = exchange.getVariable(Actor.VARIABLE, Actor.class);
        boolean ofCredential = error.status() == UNAUTHENTICATED || error.code().equals(Refusals.WRONG_ADDRESS_CODE);
        if (actor == null && ofCredential) {
            append(Audit.REFUSED, nobody(exchange), details);
        } else {
            append(Audit.REQUEST_REFUSED, actor == null ? nobody(exchange) : actor, details);
        }
    }

    /** Of a provider's own refusals, and of what is merely wrong, nobody is told here. */
    private static boolean refuses(GatewayError error) {
        return !(error instanceof GatewayError.ProviderError)
                && (error.status() == UNAUTHENTICATED
                        || error.status() == FORBIDDEN
                        || error.code().equals("rate_limit_exceeded")
                        || error.code().equals("insufficient_quota")
                        || error.code().equals("totp_locked"));
    }

    private static Map<String, String> reason(GatewayError error) {
        Map<String, String> details = new TreeMap<>();
        details.put("code", error.code());
        details.put("reason", error.message());
        return details;
    }

    /** Who does what the request of an exchange asks for. */
    static Actor actor(Exchange exchange, Caller caller) {
        HttpServerRequest request = exchange.getMessage() instanceof HttpMessage message ? message.getRequest() : null;
        return Actor.ofKey(
                caller.id(),
                request == null ? null : address(request),
                request == null ? null : request.getHeader(RequestId.HEADER));
    }

    /** Whoever wanted to log in, say, and could not. */
    private static Actor nobody(Exchange exchange) {
        return exchange.getMessage() instanceof HttpMessage message
                ? Actor.nobody(
                        address(message.getRequest()), message.getRequest().getHeader(RequestId.HEADER))
                : Actor.nobody(null, null);
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }

    private void append(String action, Actor actor, Map<String, String> details) {
        try {
            if (audit != null) {
                audit.append(AuditEvent.of(clock.millis(), action, actor, null, details));
            }
        } catch (RuntimeException e) {
            LOG.error("{} can't be audited", action, e);
        }
    }
}
