package dev.serai.providers;

import dev.serai.config.Place;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The circuit breaker that a provider's route holds on to for as long as it lives, while the regions that it calls fail each
 * for itself, and the rules may change: what is asked of it is asked of the breaker of the place that the thread's call goes
 * to, by the latest rules. A call that began under the old ones is counted by the new. Thread-safe.
 */
final class RegionalBreaker implements CircuitBreaker {
    private final Place own;
    private final Function<Place, CircuitBreaker> breakers;
    private final Consumer<Place> succeeded;

    /**
     * @param own where calls go that name no region, and those that the gateway knows nothing of
     * @param breakers the one of each place
     * @param succeeded is told where a call has succeeded
     */
    RegionalBreaker(Place own, Function<Place, CircuitBreaker> breakers, Consumer<Place> succeeded) {
        this.own = own;
        this.breakers = breakers;
        this.succeeded = succeeded;
    }

    private CircuitBreaker current() {
        return breakers.apply(place());
    }

    private Place place() {
        Place called = CalledPlace.get();
        return called != null && called.provider().equals(own.provider()) ? called : own;
    }

    @Override
    public boolean tryAcquirePermission() {
        return current().tryAcquirePermission();
    }

    @Override
    public void releasePermission() {
        current().releasePermission();
    }

    @Override
    public void acquirePermission() {
        current().acquirePermission();
    }

    @Override
    public void onError(long duration, TimeUnit unit, Throwable thrown) {
        current().onError(duration, unit, thrown);
    }

    @Override
    public void onSuccess(long duration, TimeUnit unit) {
        Place place = place();
        breakers.apply(place).onSuccess(duration, unit);
        succeeded.accept(place);
    }

    @Override
    public void onResult(long duration, TimeUnit unit, Object result) {
        Place place = place();
        breakers.apply(place).onResult(duration, unit, result);
        succeeded.accept(place);
    }

    @Override
    public void reset() {
        current().reset();
    }

    @Override
    public void transitionToClosedState() {
        current().transitionToClosedState();
    }

    @Override
    public void transitionToOpenState() {
        current().transitionToOpenState();
    }

    @Override
    public void transitionToOpenStateFor(Duration wait) {
        current().transitionToOpenStateFor(wait);
    }

    @Override
    public void transitionToOpenStateUntil(Instant end) {
        current().transitionToOpenStateUntil(end);
    }

    @Override
    public void transitionToHalfOpenState() {
        current().transitionToHalfOpenState();
    }

    @Override
    public void transitionToDisabledState() {
        current().transitionToDisabledState();
    }

    @Override
    public void transitionToMetricsOnlyState() {
        current().transitionToMetricsOnlyState();
    }

    @Override
    public void transitionToForcedOpenState() {
        current().transitionToForcedOpenState();
    }

    @Override
    public String getName() {
        return current().getName();
    }

    @Override
    public State getState() {
        return current().getState();
    }

    @Override
    public CircuitBreakerConfig getCircuitBreakerConfig() {
        return current().getCircuitBreakerConfig();
    }

    @Override
    public Metrics getMetrics() {
        return current().getMetrics();
    }

    @Override
    public Map<String, String> getTags() {
        return current().getTags();
    }

    @Override
    public EventPublisher getEventPublisher() {
        return current().getEventPublisher();
    }

    @Override
    public long getCurrentTimestamp() {
        return current().getCurrentTimestamp();
    }

    @Override
    public TimeUnit getTimestampUnit() {
        return current().getTimestampUnit();
    }
}
