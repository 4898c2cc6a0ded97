package dev.serai.auth;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whoever owns keys of the store, and what they have there. A person, or whatever {@code owner} of the keys says. Immutable.
 *
 * @param keys how many there are
 * @param enabledKeys how many of them are switched on and have not expired
 * @param secondFactors how many of them have one
 * @param sessions how many have begun with them and have not ended
 * @param teams of the keys, in order
 * @param roles of the keys that are enabled, the lowest first
 * @param since when the oldest of the keys was made
 */
public record User(
        String name,
        int keys,
        int enabledKeys,
        int secondFactors,
        int sessions,
        List<String> teams,
        List<Role> roles,
        Instant since) {
    public User {
        teams = List.copyOf(teams);
        roles = List.copyOf(roles);
    }

    /** @param sessions how many have not ended */
    static User of(String name, Collection<ApiKey> keys, int sessions, Instant now) {
        Set<String> teams = new TreeSet<>();
        Set<Role> roles = new TreeSet<>();
        int enabled = 0;
        int factors = 0;
        Instant since = now;
        for (ApiKey key : keys) {
            if (key.caller().team() != null) {
                teams.add(key.caller().team());
            }
            if (key.enabled() && !key.expired(now)) {
                enabled++;
                roles.addAll(key.caller().roles());
            }
            if (key.secondFactor() != null) {
                factors++;
            }
            since = key.createdAt().isBefore(since) ? key.createdAt() : since;
        }
        return new User(name, keys.size(), enabled, factors, sessions, List.copyOf(teams), List.copyOf(roles), since);
    }
}
