package dev.serai.providers;

import dev.serai.calls.ClientGoneException;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.ProviderException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One circuit breaker a provider, as its block in the mapping says. Routes name them {@code serai-breaker-<provider>}.
 * Thread-safe.
 */
public final class Breakers {
    private final Clock clock;
    private final Map<String, ReloadableBreaker> byProvider = new ConcurrentHashMap<>();
    private final Map<String, ProviderSettings.Breaker> rules = new ConcurrentHashMap<>();
    private final Map<String, Instant> changed = new ConcurrentHashMap<>();
    private final Map<String, BreakerTrials> trials = new ConcurrentHashMap<>();

    public Breakers(Clock clock) {
        this.clock = clock;
    }

    /** The provider's breaker, made on first use. */
    public CircuitBreaker of(ProviderSettings provider) {
        return byProvider.computeIfAbsent(
                provider.name(), name -> new ReloadableBreaker(make(name, provider.breaker())));
    }

    /** The mapping has changed: a provider with other rules than before gets a breaker that goes by them. */
    public void reload(Iterable<ProviderSettings> providers) {
        for (ProviderSettings provider : providers) {
            String name = provider.name();
            ReloadableBreaker breaker = byProvider.get(name);
            if (breaker != null && !provider.breaker().equals(rules.get(name))) {
                breaker.replace(make(name, provider.breaker()));
                trials.remove(name);
            }
        }
    }

    private CircuitBreaker make(String name, ProviderSettings.Breaker latest) {
        rules.put(name, latest);
        CircuitBreaker breaker = CircuitBreaker.of("serai-breaker-" + name, config(latest));
        breaker.getEventPublisher().onStateTransition(event -> changed.put(name, clock.instant()));
        return breaker;
    }

    /** When the provider's breaker last opened, half opened or closed; empty: never. */
    public Optional<Instant> changed(String provider) {
        return Optional.ofNullable(changed.get(provider));
    }

    /** What a look at the provider may do for its breaker. */
    public BreakerTrials trials(ProviderSettings provider) {
        return trials.computeIfAbsent(provider.name(), name -> new BreakerTrials(of(provider)));
    }

    /** Whether calls are refused now. */
    public boolean open(String provider) {
        CircuitBreaker breaker = byProvider.get(provider);
        return breaker != null && refuses(breaker);
    }

    /** A stream broke after its first event, when the breaker had already counted a success. */
    public void brokeLater(String provider, RuntimeException failure) {
        CircuitBreaker breaker = byProvider.get(provider);
        if (breaker != null) {
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        }
    }

    public State state(String provider) {
        CircuitBreaker breaker = byProvider.get(provider);
        return breaker == null ? State.CLOSED : breaker.getState();
    }

    /** An open breaker whose time is over stays open until somebody asks for permission: that is the probe's chance. */
    private static boolean refuses(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> true;
            default -> false;
        };
    }

    private static CircuitBreakerConfig config(ProviderSettings.Breaker breaker) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold(breaker.failureRate())
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(breaker.window())
                .minimumNumberOfCalls(breaker.minimumCalls())
                .waitDurationInOpenState(breaker.openFor())
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(breaker.halfOpenCalls())
                .recordException(Breakers::counts)
                .ignoreException(thrown -> !counts(thrown))
                .build();
    }

    /** What the client caused is no failure of the provider's, nor is what its answer only refuses. */
    private static boolean counts(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof ClientGoneException) {
                return false;
            }
            if (each instanceof ProviderException provider) {
                return provider.failure().kind().breakerCounts();
            }
        }
        return true;
    }
}
