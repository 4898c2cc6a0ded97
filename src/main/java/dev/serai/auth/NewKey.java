package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who makes a key says of it; see {@link Caller} and {@link ApiKey}. Immutable. The bounds hold where somebody says
 * it, over HTTP and on the command line alike: keys from before there were any are read as they are.
 */
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
    /** Characters of a name, an owner and a team. */
    public static final int LONGEST_NAME = 100;

    /** Of models, and of providers. */
    public static final int MOST_PATTERNS = 500;

    /** Characters of one. */
    public static final int LONGEST_PATTERN = 200;

    /** Of addresses. */
    public static final int MOST_RANGES = 100;

    /** Of metadata. */
    public static final int MOST_PAIRS = 16;

    /** Characters of a name of metadata. */
    public static final int LONGEST_PAIR_NAME = 64;

    /** Characters of its text. */
    public static final int LONGEST_PAIR_TEXT = 512;

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
