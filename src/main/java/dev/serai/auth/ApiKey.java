package dev.serai.auth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept: everything but its secret. Immutable.
 *
 * @param caller who its holder is, and may do
 * @param hash of the secret
 * @param addresses from where it may be used; none: from anywhere
 * @param metadata of whoever made it, for whoever asks
 * @param expiresAt from when it is of no use; null: never
 * @param rotatedTo the id of the key that takes its place, or null
 * @param madeBy the id of whoever answers for it: who made it over HTTP, or took it over; null: nobody but the command line. If it is
 *     that of a key, this one has no more than that has, see {@link HeldKey}
 * @param secondFactor the id of the second factor without which it is of no use, or null
 */
public record ApiKey(
        Caller caller,
        KeyHash hash,
        boolean enabled,
        List<IpRange> addresses,
        Map<String, String> metadata,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable String rotatedTo,
        @Nullable String madeBy,
        @Nullable String secondFactor) {

    public ApiKey {
        addresses = List.copyOf(addresses);
        metadata = Map.copyOf(metadata);
    }

    public String id() {
        return caller.id();
    }

    /** The same, switched on or off. */
    public ApiKey enabled(boolean on) {
        return new ApiKey(caller, hash, on, addresses, metadata, createdAt, expiresAt, rotatedTo, madeBy, secondFactor);
    }

    /** The same, whose holder may something else. */
    ApiKey with(Caller other) {
        return new ApiKey(
                other, hash, enabled, addresses, metadata, createdAt, expiresAt, rotatedTo, madeBy, secondFactor);
    }

    /** The same for which somebody else answers. */
    public ApiKey madeBy(@Nullable String maker) {
        return new ApiKey(
                caller, hash, enabled, addresses, metadata, createdAt, expiresAt, rotatedTo, maker, secondFactor);
    }

    /** The same, good until another moment; null: for ever. */
    ApiKey until(@Nullable Instant end) {
        return new ApiKey(caller, hash, enabled, addresses, metadata, createdAt, end, rotatedTo, madeBy, secondFactor);
    }

    /** The same with other rights. */
    ApiKey with(Set<Role> roles, Rights rights) {
        return new ApiKey(
                caller.with(roles, rights),
                hash,
                enabled,
                rights.addresses(),
                metadata,
                createdAt,
                rights.expiresAt(),
                rotatedTo,
                madeBy,
                secondFactor);
    }

    public boolean expired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Whether it may be used from there. */
    public boolean takes(String address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }
}
