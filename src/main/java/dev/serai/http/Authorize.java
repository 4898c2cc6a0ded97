package dev.serai.http;

import dev.serai.auth.Caller;
import dev.serai.auth.Role;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Whether the caller's role reaches what the variable {@code role} asks for: {@code admin} where a route asks for none. Leaves
 * the role in the variable {@value #AUTHORIZED}, without which no step of the admin API does anything. Thread-safe.
 */
public final class Authorize implements Processor {
    /** The variable in which a route says which role it wants. */
    public static final String ROLE = "role";

    /** The variable in which this says that somebody was let through. */
    static final String AUTHORIZED = "authorizedAs";

    @Override
    public void process(Exchange exchange) {
        Caller caller = exchange.getVariable(Caller.VARIABLE, Caller.class);
        if (caller == null) {
            throw new GatewayException(
                    new GatewayError.Unauthenticated("invalid_api_key", "Nobody knows who sends this request"));
        }
        Role wanted = Role.of(exchange.getVariable(ROLE, Role.ADMIN.text(), String.class));
        Role needed = wanted == null ? Role.ADMIN : wanted;
        if (caller.roles().stream().noneMatch(role -> role.compareTo(needed) >= 0)) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "operation_not_allowed", null, "This takes a key with the role " + needed.text()));
        }
        exchange.setVariable(AUTHORIZED, needed);
    }
}
