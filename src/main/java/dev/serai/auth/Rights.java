package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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
        return beyond(others, others);
    }

    /**
     * The field by which these are more than two others, the first if there are several; null: there is none. Each field by itself,
     * and each element of a list: one may be had from the one, the next from the other. Limits are judged as a whole, and so are
     * budgets: of two that bound different models neither can make up for the other.
     */
    public @Nullable String beyond(Rights one, Rights other) {
        return fieldsBeyond(one, other).stream().findFirst().orElse(null);
    }

    /** All fields by which these are more than others. */
    List<String> fieldsBeyond(Rights others) {
        return fieldsBeyond(others, others);
    }

    private List<String> fieldsBeyond(Rights one, Rights other) {
        List<String> fields = new ArrayList<>();
        if (!permissions.stream()
                .allMatch(each -> one.permissions.contains(each) || other.permissions.contains(each))) {
            fields.add("permissions");
        }
        if (!models.within(one.models, other.models)) {
            fields.add("models");
        }
        if (!providers.within(one.providers, other.providers)) {
            fields.add("providers");
        }
        if (!addressesWithin(one, other)) {
            fields.add("ip_ranges");
        }
        if (!endsWith(one) && !endsWith(other)) {
            fields.add("expires_at");
        }
        if (!limitsWithin(one) && !limitsWithin(other)) {
            fields.add("limits");
        }
        if (!allowance.budgetsWithin(one.allowance) && !allowance.budgetsWithin(other.allowance)) {
            fields.add("budgets");
        }
        return fields;
    }

    /** What these and others allow both. */
    Rights heldTo(Rights most) {
        Set<String> both = new HashSet<>(permissions);
        both.retainAll(most.permissions);
        return new Rights(
                both,
                models.heldTo(most.models),
                providers.heldTo(most.providers),
                IpRange.heldTo(addresses, most.addresses),
                endsWith(most) ? expiresAt : most.expiresAt,
                allowance.heldTo(most.allowance));
    }

    private boolean addressesWithin(Rights one, Rights other) {
        return one.addresses.isEmpty()
                || other.addresses.isEmpty()
                || !addresses.isEmpty() && addresses.stream().allMatch(range -> one.has(range) || other.has(range));
    }

    private boolean has(IpRange range) {
        return addresses.stream().anyMatch(range::within);
    }

    /** Whether they end with others, or before. */
    private boolean endsWith(Rights others) {
        return others.expiresAt == null || expiresAt != null && !expiresAt.isAfter(others.expiresAt);
    }

    private boolean limitsWithin(Rights others) {
        return allowance.limits().within(others.allowance.limits());
    }
}
