package dev.serai.config;

import java.time.Duration;
import java.util.List;

/**
 * How requests travel, whatever the model. Immutable.
 *
 * @param fallbackEnabled whether another target is tried when one fails; {@code features.auto_fallback: false} is in it
 * @param fallbackProviders the order of a model's targets behind its default provider
 * @param maxAttempts fallbacks after the first try, 0 to 7: 2 means three targets at most
 * @param deadline over all attempts
 * @param retryBudget percent of all requests that may be further tries on a last target
 * @param loadBalancing for models without one of their own
 */
public record Routing(
        boolean fallbackEnabled,
        List<String> fallbackProviders,
        int maxAttempts,
        Duration deadline,
        int retryBudget,
        LoadBalancing loadBalancing) {

    public Routing {
        fallbackProviders = List.copyOf(fallbackProviders);
    }

    /** How many targets a request may see: 1 without fallback. */
    public int mostTargets() {
        return fallbackEnabled ? maxAttempts + 1 : 1;
    }
}
