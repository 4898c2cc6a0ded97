package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key lets its holder do, roles aside: what of it may be given on is asked here. Immutable.
 *
 * @param addresses from where; none: from anywhere
 * @param expiresAt until when; null: for ever
 */
public record Rights(
        Set<String> permissions,
        Globs models,
        Globs providers,
        List<IpRange> addresses,
        @Nullable Instant expiresAt,
        Allowance allowance) {

    public static Rights of(ApiKey key) {
        Caller caller = key.caller();
        return new Rights(
                caller.permissions(),
                caller.models(),
                caller.providers(),
                key.addresses(),
                key.expiresAt(),
                caller.allowance());
    }

    public static Rights of(NewKey key) {
        return new Rights(
                key.permissions(), key.models(), key.providers(), key.addresses(), key.expiresAt(), key.allowance());
    }

    /** Of somebody who has no key in the store. */
    public static Rights of(Caller caller) {
        return new Rights(
                caller.permissions(), caller.models(), caller.providers(), List.of(), null, caller.allowance());
    }

    /** The field by which these are more than others, the first if there are several; null: they are a part of them. */
    public @Nullable String beyond(Rights others) {
        if (!others.permissions.containsAll(permissions)) {
            return "permissions";
        }
        if (!models.within(others.models)) {
            return "models";
        }
        if (!providers.within(others.providers)) {
            return "providers";
        }
        if (!within(addresses, others.addresses)) {
            return "ip_ranges";
        }
        if (others.expiresAt != null && (expiresAt == null || expiresAt.isAfter(others.expiresAt))) {
            return "expires_at";
        }
        if (!allowance.limits().within(others.allowance.limits())) {
            return "limits";
        }
        return allowance.budgetsWithin(others.allowance) ? null : "budgets";
    }

    private static boolean within(List<IpRange> own, List<IpRange> others) {
        return others.isEmpty()
                || !own.isEmpty()
                        && own.stream().allMatch(range -> others.stream().anyMatch(range::within));
    }
}
