package dev.serai.admin;

import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.NewKey;
import dev.serai.auth.Rights;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who looks after keys may give to one: roles up to their own, and of everything else what they have. So whoever
 * was held to something is held to it by every key that they make. Immutable. See docs/decisions/0095.
 */
final class Reach {
    private final Caller caller;
    private final Rights own;

    /** @param key of the caller as it is now; null: the caller has none in the store */
    Reach(Caller caller, @Nullable ApiKey key) {
        this.caller = caller;
        this.own = key == null ? Rights.of(caller) : Rights.of(key);
    }

    /** @throws GatewayException 403 {@code operation_not_allowed} if the key is to have more than its maker */
    void make(NewKey wanted) {
        Roles.reach(caller, wanted.roles());
        refuse(Rights.of(wanted).beyond(own));
    }

    /** @throws GatewayException 403 {@code operation_not_allowed} if whoever gets the new secret gets more than they have */
    void rotate(ApiKey key) {
        Roles.reach(caller, key.caller().roles());
        refuse(Rights.of(key).beyond(own));
    }

    /**
     * What a key has it may keep, and lose.
     *
     * @throws GatewayException 403 {@code operation_not_allowed} if it is to get what its changer has not
     */
    void change(ApiKey before, ApiKey after) {
        Roles.reach(caller, before.caller().roles());
        Roles.reach(caller, after.caller().roles());
        Rights wanted = Rights.of(after);
        if (wanted.beyond(Rights.of(before)) != null) {
            refuse(wanted.beyond(own));
        }
    }

    private static void refuse(@Nullable String field) {
        if (field != null) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "operation_not_allowed",
                    field,
                    "Nobody gives a key more than they have: yours is held to less in " + field));
        }
    }
}
