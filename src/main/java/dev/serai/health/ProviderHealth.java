package dev.serai.health;

import dev.serai.errors.ProviderFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the requests themselves have shown of each provider; no call is made for it. Thread-safe. */
public final class ProviderHealth {
    private final Clock clock;
    private final Map<String, Failed> lastFailures = new ConcurrentHashMap<>();

    /**
     * @param at when
     * @param what in the provider's words, without secrets
     */
    public record Failed(Instant at, String what) {}

    public ProviderHealth(Clock clock) {
        this.clock = clock;
    }

    public void failed(String provider, ProviderFailure failure) {
        lastFailures.put(provider, new Failed(clock.instant(), failure.kind() + said(failure)));
    }

    /** What a provider says of a credential may hold a part of it. */
    private static String said(ProviderFailure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS_REFUSED, ACCESS_DENIED -> "";
            default -> ": " + failure.message();
        };
    }

    public @Nullable Failed lastFailure(String provider) {
        return lastFailures.get(provider);
    }
}
