package dev.serai.http;

import dev.serai.audit.Actor;
import dev.serai.auth.Caller;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.jspecify.annotations.Nullable;

/**
 * The road's first step: whoever the listener let in becomes variables, {@code caller} for Java, {@code team} and
 * {@code keyName} for YAML, and {@code actor} for the audit. Nobody is let on who was not let in. Thread-safe.
 */
public final class Authenticate implements Processor {
    private final boolean required;
    private final AccessAudit audit;

    /**
     * @param required whether somebody is asked who calls; if not, it may be anyone
     * @param audit told of everybody who comes in
     */
    public Authenticate(boolean required, AccessAudit audit) {
        this.required = required;
        this.audit = audit;
    }

    @Override
    public void process(Exchange exchange) {
        Caller caller = caller(exchange);
        Actor actor = caller == null ? null : AccessAudit.actor(exchange, caller);
        exchange.getMessage().removeHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER);
        if (caller == null || actor == null) {
            if (required) {
                throw new GatewayException(
                        new GatewayError.Unauthenticated("invalid_api_key", "Nobody knows who sends this request"));
            }
            return;
        }
        audit.accepted(actor, caller);
        exchange.setVariable(Actor.VARIABLE, actor);
        exchange.setVariable(Caller.VARIABLE, caller);
        exchange.setVariable("keyName", caller.name());
        if (caller.team() != null) {
            exchange.setVariable("team", caller.team());
        }
    }

    private static @Nullable Caller caller(Exchange exchange) {
        return AuthenticationGate.caller(
                exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER));
    }
}
