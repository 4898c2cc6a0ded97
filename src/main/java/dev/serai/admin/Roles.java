package dev.serai.admin;

import dev.serai.auth.Caller;
import dev.serai.auth.Role;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Nobody makes, changes or switches a key that may do more than themselves. Pure functions. */
final class Roles {
    private Roles() {}

    /**
     * @param roles of the key that something is to be done to
     * @throws GatewayException 403 {@code operation_not_allowed}
     */
    static void reach(Caller caller, Collection<Role> roles) {
        Role own = highest(caller.roles());
        Role other = highest(roles);
        if (other != null && (own == null || other.compareTo(own) > 0)) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "operation_not_allowed",
                    "roles",
                    "A key with the role " + other.text() + " is beyond a key with the role "
                            + (own == null ? "none" : own.text())));
        }
    }

    private static @Nullable Role highest(Collection<Role> roles) {
        return roles.stream().max(Comparator.naturalOrder()).orElse(null);
    }
}
