package dev.serai.http;

import dev.serai.auth.Caller;
import dev.serai.auth.Credentials;
import dev.serai.auth.Gatekeeper;
import dev.serai.auth.Verdict;
import dev.serai.errors.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the body of every request whose path and method a route serves: nothing of it is read before it is known who
 * sends it. Whatever is not listed as open needs a caller, a team's own routes too. Lives on the event loops; where the store
 * has to be asked the request pauses, and nothing else does.
 */
final class AuthenticationGate implements Handler<RoutingContext> {
    /** Where the caller is in Camel's user of a request. */
    static final String CALLER = "caller";

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationGate.class);
    private static final Set<String> OPEN = Set.of("/health", "/ready", "/openapi.json");
    private static final GatewayError FAILED =
            new GatewayError.Unavailable("auth_unavailable", "Who calls can't be found out now; try again", 2);

    private final Gatekeeper access;
    private final AccessAudit audit;
    private final CrossOrigin crossOrigin;
    private final Handler<RoutingContext> next;

    AuthenticationGate(Gatekeeper access, AccessAudit audit, CrossOrigin crossOrigin, Handler<RoutingContext> next) {
        this.access = access;
        this.audit = audit;
        this.crossOrigin = crossOrigin;
        this.next = next;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean open = isOpen(request);
        GatewayError fault = AuthPaths.faultOf(request, crossOrigin);
        if (fault == null && (!open || AuthPaths.isOpen(request.path()))) {
            fault = KeyInQuery.faultOf(request);
        }
        if (fault != null) {
            refuse(routing, fault);
            return;
        }
        if (open) {
            next.handle(routing);
            return;
        }
        CompletableFuture<Verdict> verdict = verdict(request);
        if (verdict.isDone()) {
            decide(routing, verdict.getNow(null));
            return;
        }
        request.pause();
        Context loop = Vertx.currentContext();
        verdict.whenComplete((judged, failure) -> loop.runOnContext(back -> {
            if (!request.response().ended() && !request.response().closed()) {
                decide(routing, judged);
            }
            request.resume();
        }));
    }

    /** Where a model goes is for whoever may call it: with its name {@code /ready} is not open. */
    private static boolean isOpen(HttpServerRequest request) {
        return AuthPaths.isOpen(request.path())
                || (OPEN.contains(request.path()) && (request.query() == null || request.getParam("model") == null));
    }

    /** Its failure is no way in. */
    private CompletableFuture<Verdict> verdict(HttpServerRequest request) {
        try {
            SocketAddress remote = request.remoteAddress();
            String address = remote == null ? "" : String.valueOf(remote.hostAddress());
            return access.judge(Credentials.of(request.headers()::getAll), address)
                    .exceptionally(AuthenticationGate::failed)
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static Verdict failed(Throwable failure) {
        LOG.error("authentication failed", failure);
        return new Verdict.Refusal(FAILED);
    }

    private void decide(RoutingContext routing, @Nullable Verdict verdict) {
        if (verdict instanceof Verdict.Welcome welcome) {
            letIn(routing, welcome.caller());
            next.handle(routing);
            return;
        }
        GatewayError error = verdict instanceof Verdict.Refusal refusal ? refusal.error() : FAILED;
        if (error.status() == 401) {
            routing.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, access.challenge());
        }
        refuse(routing, error);
    }

    /** Who is refused is told so when the audit has it; that is a write to a file, and so not for the event loop. */
    private void refuse(RoutingContext routing, GatewayError error) {
        HttpServerRequest request = routing.request();
        if (!audit.on()) {
            HttpErrors.answer(request, error);
            return;
        }
        Credentials shown = Credentials.of(request.headers()::getAll);
        audit.before(routing, () -> audit.refused(request, shown, error), () -> HttpErrors.answer(request, error));
    }

    /**
     * Camel hands it on with the message, where no header of a client's can come. What takes the place of the deprecated method
     * is no public one.
     */
    @SuppressWarnings("deprecation")
    static void letIn(RoutingContext routing, Caller caller) {
        routing.setUser(User.create(new JsonObject(Map.of(CALLER, caller))));
    }

    /** Null where nobody has been let in. */
    static @Nullable Caller caller(@Nullable Object user) {
        return user instanceof User known && known.principal().getMap().get(CALLER) instanceof Caller caller
                ? caller
                : null;
    }
}
