package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ProviderSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private final Breakers breakers = new Breakers(Clock.systemUTC());

    @Test
    void aChangedRuleHoldsInTheBreakerThatTheRouteHasAlready() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 4, window: 4, open_for: 300s}"));
        fail(inRoute, 3);
        assertThat(breakers.open("here")).isFalse();
        breakers.reload(List.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}")));
        assertThat(inRoute.getCircuitBreakerConfig().getSlidingWindowSize()).isEqualTo(2);
        fail(inRoute, 1);
        assertThat(inRoute.getState()).as("it knows nothing of before").isEqualTo(State.CLOSED);
        fail(inRoute, 1);
        assertThat(inRoute.getState()).isEqualTo(State.OPEN);
        assertThat(breakers.open("here")).isTrue();
        assertThat(breakers.trials(provider("{minimum_calls: 2, window: 2, open_for: 300s}"))
                        .waiting())
                .isTrue();
    }

    @Test
    void theSameRulesLeaveItAsItIs() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}"));
        fail(inRoute, 2);
        breakers.reload(List.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}")));
        assertThat(inRoute.getState()).isEqualTo(State.OPEN);
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.acquirePermission();
            breaker.onError(1, TimeUnit.MILLISECONDS, new IOException("on purpose"));
        }
    }

    private static ProviderSettings provider(String rules) {
        return MappingText.load(
                        "providers: {here: {type: openai, base_url: \"http://here/v1\", breaker: " + rules + "}}")
                .providers()
                .get("here");
    }
}
