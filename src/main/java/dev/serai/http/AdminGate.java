package dev.serai.http;

import dev.serai.auth.Caller;
import dev.serai.errors.GatewayError;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the body of every request, and sends those of the admin API to a gate of their own: it asks for a key whether or
 * not the other paths do. Lives on the event loops.
 */
final class AdminGate implements Handler<RoutingContext> {
    private static final GatewayError CLOSED =
            new GatewayError.NotAllowed("operation_not_allowed", null, "There is no admin API here");

    private final @Nullable Handler<RoutingContext> admin;
    private final Handler<RoutingContext> others;
    private final Handler<RoutingContext> body;

    /** @param admin null: nobody may reach the admin API */
    AdminGate(@Nullable Handler<RoutingContext> admin, Handler<RoutingContext> others, Handler<RoutingContext> body) {
        this.admin = admin;
        this.others = others;
        this.body = body;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (AdminPaths.openMetrics(ConnectionWatch.of(request.connection()).listener(), request.path())) {
            AuthenticationGate.letIn(routing, Caller.ANYONE);
            body.handle(routing);
        } else if (!AdminPaths.isAdmin(request.path())) {
            others.handle(routing);
        } else if (admin == null) {
            HttpErrors.answer(request, CLOSED);
        } else {
            admin.handle(routing);
        }
    }
}
