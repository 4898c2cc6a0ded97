package dev.serai.config;

import org.jspecify.annotations.Nullable;

/**
 * How requests are spread over a model's targets. Immutable.
 *
 * @param enabled whether they are
 * @param strategy how one is chosen
 * @param sticky what keeps a conversation with its target ({@code prompt_cache_key}), or null
 */
public record LoadBalancing(
        boolean enabled, Strategy strategy, @Nullable String sticky) {
    public static final LoadBalancing OFF = new LoadBalancing(false, Strategy.ROUND_ROBIN, null);

    /** How one target is chosen. */
    public enum Strategy {
        ROUND_ROBIN,
        RANDOM,
        WEIGHTED,
        LEAST_LATENCY,
        COST_OPTIMIZED
    }
}
