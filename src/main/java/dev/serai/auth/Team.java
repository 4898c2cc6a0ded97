package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.time.Instant;
import java.util.Map;

/**
 * A team of which something has been said. Keys may name others: those have neither limits nor budgets. Immutable.
 *
 * @param allowance what all keys of the team together may use up
 * @param metadata of whoever made it, for whoever asks
 */
public record Team(String name, Allowance allowance, Map<String, String> metadata, Instant createdAt) {
    public Team {
        metadata = Map.copyOf(metadata);
    }
}
