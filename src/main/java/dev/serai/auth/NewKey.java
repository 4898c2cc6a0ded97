package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody who makes a key says of it; see {@link Caller} and {@link ApiKey}. Immutable. */
public record NewKey(
        String name,
        @Nullable String owner,
        @Nullable String team,
        Set<Role> roles,
        Set<String> permissions,
        Globs models,
        Globs providers,
        List<IpRange> addresses,
        Map<String, String> metadata,
        @Nullable Instant expiresAt,
        Allowance allowance,
        boolean auditContent) {

    /** One that may use up what it wants, and of which no text is kept. */
    public NewKey(
            String name,
            @Nullable String owner,
            @Nullable String team,
            Set<Role> roles,
            Set<String> permissions,
            Globs models,
            Globs providers,
            List<IpRange> addresses,
            Map<String, String> metadata,
            @Nullable Instant expiresAt) {
        this(
                name,
                owner,
                team,
                roles,
                permissions,
                models,
                providers,
                addresses,
                metadata,
                expiresAt,
                Allowance.UNLIMITED,
                false);
    }

    /** One that is to be as another is. */
    static NewKey like(ApiKey key) {
        Caller caller = key.caller();
        return new NewKey(
                caller.name(),
                caller.owner(),
                caller.team(),
                caller.roles(),
                caller.permissions(),
                caller.models(),
                caller.providers(),
                key.addresses(),
                key.metadata(),
                key.expiresAt(),
                caller.allowance(),
                caller.auditContent());
    }
}
