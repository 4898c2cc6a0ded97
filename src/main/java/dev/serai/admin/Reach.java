package dev.serai.admin;

import dev.serai.auth.ApiKey;
import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Caller;
import dev.serai.auth.HeldKey;
import dev.serai.auth.NewKey;
import dev.serai.auth.Rights;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who looks after keys may give to one: roles up to their own, and of everything else what they have. So whoever
 * was held to something is held to it by every key that they make. Immutable. See docs/decisions/0095.
 */
final class Reach {
    private final Caller caller;
    private final Rights own;

    private Reach(Caller caller, Rights own) {
        this.caller = caller;
        this.own = own;
    }

    /**
     * @param key of the caller as it is now; empty: there is none in the store
     * @throws GatewayException 403 {@code operation_not_allowed} if the caller came in with a key of the store that is none, or
     *     has not that role, since
     */
    static Reach of(Caller caller, Optional<HeldKey> key, Instant now) {
        if (!ApiKeyText.isId(caller.id())) {
            return new Reach(caller, Rights.of(caller));
        }
        ApiKey own = key.filter(found -> found.good(now))
                .map(HeldKey::key)
                .orElseThrow(() -> new GatewayException(new GatewayError.NotAllowed(
                        "operation_not_allowed", null, "Your key was deleted or disabled, or has expired, just now")));
        Roles.reach(own.caller(), caller.roles());
        return new Reach(own.caller(), Rights.of(own));
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
     * What a key has it may keep, and lose; what it gets beside that its changer has. Who takes it over has all of it.
     *
     * @throws GatewayException 403 {@code operation_not_allowed} if it is to get what its changer has not
     */
    void change(ApiKey before, ApiKey after) {
        Roles.reach(caller, before.caller().roles());
        Roles.reach(caller, after.caller().roles());
        boolean takenOver = !Objects.equals(before.madeBy(), after.madeBy());
        refuse(takenOver ? Rights.of(after).beyond(own) : Rights.of(after).beyond(Rights.of(before), own));
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
