package dev.serai.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key as it may be used now: it has no more than the key that made it has, nor than that which made that one. Immutable. See
 * docs/decisions/0098.
 *
 * @param kept the key as it was said to be
 * @param key the same with what its makers leave of it
 * @param makers the ids of the keys that it hangs on, the nearest first; none: it stands by itself
 * @param heldBy by which of them it is held to less than was said, by the field's name
 * @param endedBy the id of a maker that was deleted or disabled; null: there is none
 */
public record HeldKey(
        ApiKey kept,
        ApiKey key,
        List<String> makers,
        Map<String, String> heldBy,
        @Nullable String endedBy) {
    /** How many keys one may hang on. Those that hang on more, or on themselves, are held to nothing at all. */
    static final int MOST_MAKERS = 16;

    public HeldKey {
        makers = List.copyOf(makers);
        heldBy = Map.copyOf(heldBy);
    }

    /** @param chain a key, what made it, what made that one: as far as they are there */
    static HeldKey of(List<ApiKey> chain) {
        ApiKey kept = chain.get(0);
        if (maker(kept) == null) {
            return new HeldKey(kept, kept, List.of(), Map.of(), null);
        }
        ApiKey key = kept;
        String endedBy = null;
        List<String> makers = new ArrayList<>();
        Map<String, String> heldBy = new TreeMap<>();
        for (ApiKey maker : chain.subList(1, chain.size())) {
            makers.add(maker.id());
            key = held(key, maker, heldBy);
            endedBy = endedBy == null && !maker.enabled() ? maker.id() : endedBy;
        }
        String missing = maker(chain.get(chain.size() - 1));
        if (missing != null) {
            makers.add(missing);
        }
        endedBy = endedBy == null ? missing : endedBy;
        if (endedBy != null) {
            heldBy.put("enabled", endedBy);
        }
        return new HeldKey(kept, key, makers, heldBy, endedBy);
    }

    /** The key that answers for a key; null: somebody else does, or nobody. */
    static @Nullable String maker(ApiKey key) {
        String maker = key.madeBy();
        return maker != null && ApiKeyText.isId(maker) ? maker : null;
    }

    private static ApiKey held(ApiKey key, ApiKey maker, Map<String, String> heldBy) {
        Rights most = Rights.of(maker);
        Rights own = Rights.of(key);
        List<String> beyond = own.fieldsBeyond(most);
        beyond.forEach(field -> heldBy.put(field, maker.id()));
        Set<Role> roles = roles(key.caller().roles(), maker.caller().roles());
        boolean demoted = !roles.equals(key.caller().roles());
        if (demoted) {
            heldBy.put("roles", maker.id());
        }
        return demoted || !beyond.isEmpty() ? key.with(roles, own.heldTo(most)) : key;
    }

    /** A role has all that those before it have. */
    private static Set<Role> roles(Set<Role> own, Set<Role> most) {
        Optional<Role> highest = most.stream().max(Comparator.naturalOrder());
        return highest.isEmpty()
                ? Set.of()
                : own.stream()
                        .map(role -> role.compareTo(highest.get()) > 0 ? highest.get() : role)
                        .collect(Collectors.toUnmodifiableSet());
    }

    public String id() {
        return kept.id();
    }

    /** Whether it is of no use because of a maker: one was deleted or disabled, or has expired. */
    public boolean ended(Instant now) {
        return endedBy != null || key.expired(now) && !kept.expired(now);
    }

    /** A word for how it stands: {@code good}, {@code disabled}, {@code expired}, {@code orphaned}, {@code rotated}. */
    public String state(Instant now) {
        if (!kept.enabled()) {
            return "disabled";
        }
        if (kept.expired(now)) {
            return "expired";
        }
        if (ended(now)) {
            return "orphaned";
        }
        return kept.rotatedTo() == null ? "good" : "rotated";
    }

    /** Whether it is good by itself, and by its makers. */
    public boolean good(Instant now) {
        return key.enabled() && endedBy == null && !key.expired(now);
    }

    /** Whether a change of any of these keys changes what this one may. */
    boolean hangsOn(Set<String> ids) {
        for (String maker : makers) {
            if (ids.contains(maker)) {
                return true;
            }
        }
        return false;
    }
}
