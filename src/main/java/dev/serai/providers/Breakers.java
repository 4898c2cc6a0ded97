package dev.serai.providers;

import dev.serai.calls.ClientGoneException;
import dev.serai.config.ModelMapping;
import dev.serai.config.Place;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.ProviderException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One circuit breaker for each region of each provider, as the provider's block in the mapping says. Routes name those of a
 * provider {@code serai-breaker-<provider>}, all in one. Thread-safe.
 */
public final class Breakers {
    /** The worst first. */
    private static final List<State> BY_BADNESS = List.of(State.FORCED_OPEN, State.OPEN, State.HALF_OPEN);

    private final Clock clock;
    private final Map<Place, CircuitBreaker> byPlace = new ConcurrentHashMap<>();
    private final Map<String, Rules> rules = new ConcurrentHashMap<>();
    private final Map<Place, Instant> changed = new ConcurrentHashMap<>();
    private final Map<Place, BreakerTrials> trials = new ConcurrentHashMap<>();

    /** What a provider's breakers go by; of one that has become another kind of server nothing is known. */
    private record Rules(String type, ProviderSettings.Breaker breaker) {
        static final Rules UNKNOWN = new Rules("", ProviderSettings.Breaker.DEFAULT);

        static Rules of(ProviderSettings provider) {
            return new Rules(provider.type(), provider.breaker());
        }
    }

    public Breakers(Clock clock) {
        this.clock = clock;
    }

    /** What stands in the provider's routes: which of its breakers is meant the running call says. */
    public CircuitBreaker of(ProviderSettings provider) {
        rules.putIfAbsent(provider.name(), Rules.of(provider));
        return new RegionalBreaker(Place.own(provider.name()), this::at, this::succeeded);
    }

    private void succeeded(Place place) {
        BreakerTrials known = trials.get(place);
        if (known != null) {
            known.succeeded();
        }
    }

    /** The breaker of a place, made on first use. */
    CircuitBreaker at(Place place) {
        CircuitBreaker known = byPlace.get(place);
        return known == null ? byPlace.computeIfAbsent(place, this::make) : known;
    }

    /**
     * The mapping has changed: a provider with other rules than before, or of another type, gets breakers that begin closed,
     * and a place where nothing is called any more has none.
     */
    public void reload(ModelMapping mapping) {
        Set<Place> called = new HashSet<>();
        for (ProviderSettings provider : mapping.providers().values()) {
            Rules latest = Rules.of(provider);
            if (latest.equals(rules.put(provider.name(), latest))) {
                mapping.places(provider).forEach(target -> called.add(target.place()));
            }
        }
        byPlace.keySet().retainAll(called);
        trials.keySet().retainAll(called);
        changed.keySet().retainAll(called);
    }

    private CircuitBreaker make(Place place) {
        CircuitBreaker breaker = CircuitBreaker.of(
                "serai-breaker-" + place,
                config(rules.getOrDefault(place.provider(), Rules.UNKNOWN).breaker()));
        breaker.getEventPublisher().onStateTransition(event -> changed.put(place, clock.instant()));
        return breaker;
    }

    /** When the place's breaker last opened, half opened or closed; empty: never. */
    public Optional<Instant> changed(Place place) {
        return Optional.ofNullable(changed.get(place));
    }

    /** What a look at the place may do for its breaker. */
    public BreakerTrials trials(Place place) {
        return trials.computeIfAbsent(place, name -> new BreakerTrials(at(place)));
    }

    /** Whether calls are refused now. */
    public boolean open(Place place) {
        CircuitBreaker breaker = byPlace.get(place);
        return breaker != null && refuses(breaker);
    }

    /**
     * A stream broke after its first event, when the breaker had already counted a success. So it counts twice, or a provider
     * that breaks each of its streams would be at half, and never above. What must not count the breaker is not told; and one that
     * is half-open is told once: it would take the second for one more trial.
     */
    public void brokeLater(Place place, RuntimeException failure) {
        if (!counts(failure)) {
            return;
        }
        CircuitBreaker breaker = at(place);
        boolean closed = breaker.getState() == State.CLOSED;
        breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        if (closed && breaker.getState() == State.CLOSED) {
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        }
    }

    public State state(Place place) {
        CircuitBreaker breaker = byPlace.get(place);
        return breaker == null ? State.CLOSED : breaker.getState();
    }

    /** The worst state of all places of a provider. */
    public State worst(String provider) {
        State worst = State.CLOSED;
        for (Map.Entry<Place, CircuitBreaker> each : byPlace.entrySet()) {
            State state = each.getValue().getState();
            boolean worse = BY_BADNESS.contains(state)
                    && (worst == State.CLOSED || BY_BADNESS.indexOf(state) < BY_BADNESS.indexOf(worst));
            if (each.getKey().provider().equals(provider) && worse) {
                worst = state;
            }
        }
        return worst;
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
