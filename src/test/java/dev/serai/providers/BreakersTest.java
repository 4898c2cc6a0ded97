package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.calls.ClientGoneException;
import dev.serai.config.ModelMapping;
import dev.serai.config.Place;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakersTest {
    private static final Place HERE = Place.own("here");

    private final Breakers breakers = new Breakers(Clock.systemUTC());

    @Test
    void aChangedRuleHoldsInTheBreakerThatTheRouteHasAlready() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 4, window: 4, open_for: 300s}"));
        fail(inRoute, 3);
        assertThat(breakers.open(HERE)).isFalse();
        breakers.reload(mapping("{minimum_calls: 2, window: 2, open_for: 300s}"));
        assertThat(inRoute.getCircuitBreakerConfig().getSlidingWindowSize()).isEqualTo(2);
        fail(inRoute, 1);
        assertThat(inRoute.getState()).as("it knows nothing of before").isEqualTo(State.CLOSED);
        fail(inRoute, 1);
        assertThat(inRoute.getState()).isEqualTo(State.OPEN);
        assertThat(breakers.open(HERE)).isTrue();
        assertThat(breakers.trials(HERE).waiting()).isTrue();
    }

    @Test
    void theSameRulesLeaveItAsItIs() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}"));
        fail(inRoute, 2);
        breakers.reload(mapping("{minimum_calls: 2, window: 2, open_for: 300s}"));
        assertThat(inRoute.getState()).isEqualTo(State.OPEN);
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.acquirePermission();
            breaker.onError(1, TimeUnit.MILLISECONDS, new IOException("on purpose"));
        }
    }

    @Test
    void aDeadRegionOpensNoBreakerButItsOwn() {
        ModelMapping mapping = MappingText.load("""
                model_mappings:
                  here: {providers: {bedrock: {model: a}}}
                  same: {providers: {bedrock: {model: b, region: us-east-1}}}
                  there: {providers: {bedrock: {model: c, region: eu-west-1}}}
                providers: {bedrock: {region: us-east-1, breaker: {minimum_calls: 2, window: 2, open_for: 300s}}}
                """);
        CircuitBreaker inRoute = breakers.of(mapping.providers().get("bedrock"));
        Place there = place(mapping, "there");
        CalledPlace.set(there);
        fail(inRoute, 2);
        assertThat(breakers.open(there)).isTrue();
        assertThat(breakers.worst("bedrock")).isEqualTo(State.OPEN);
        CalledPlace.set(place(mapping, "here"));
        assertThat(inRoute.getState()).isEqualTo(State.CLOSED);
        assertThat(breakers.open(place(mapping, "same")))
                .as("it names the provider's own region")
                .isFalse();
        breakers.reload(mapping);
        assertThat(breakers.open(there)).as("the same rules").isTrue();
        breakers.reload(
                MappingText.load("providers: {bedrock: {breaker: {minimum_calls: 2, window: 2, open_for: 300s}}}"));
        assertThat(breakers.worst("bedrock"))
                .as("nothing is called there any more")
                .isEqualTo(State.CLOSED);
    }

    @Test
    void aStreamThatBreaksLaterCountsIfItIsTheProvidersFault() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}"));
        for (Kind innocent : List.of(Kind.RATE_LIMITED, Kind.CONTENT_FILTERED, Kind.REFUSED)) {
            breakers.brokeLater(HERE, broken(innocent));
        }
        assertThat(inRoute.getMetrics().getNumberOfBufferedCalls()).isZero();
        breakers.brokeLater(HERE, broken(Kind.TIMEOUT));
        breakers.brokeLater(HERE, broken(Kind.INVALID_RESPONSE));
        assertThat(breakers.open(HERE)).isTrue();
    }

    @Test
    void aProviderThatBreaksMostOfItsStreamsIsLeftAlone() {
        CircuitBreaker inRoute = breakers.of(provider("{open_for: 300s}"));
        for (int call = 0; call < 40 && !breakers.open(HERE); call++) {
            assertThat(inRoute.tryAcquirePermission()).isTrue();
            inRoute.onSuccess(1, TimeUnit.MILLISECONDS);
            if (call % 10 != 0) {
                breakers.brokeLater(HERE, broken(Kind.TIMEOUT));
            }
        }
        assertThat(breakers.open(HERE)).as("though one in ten is well").isTrue();
    }

    @Test
    void aProviderThatBreaksFewOfItsStreamsIsNot() {
        CircuitBreaker inRoute = breakers.of(provider("{open_for: 300s}"));
        for (int call = 1; call <= 200; call++) {
            assertThat(inRoute.tryAcquirePermission()).isTrue();
            inRoute.onSuccess(1, TimeUnit.MILLISECONDS);
            if (call % 5 == 0) {
                breakers.brokeLater(HERE, broken(Kind.TIMEOUT));
            }
        }
        assertThat(breakers.open(HERE)).isFalse();
    }

    @Test
    void f43_aHalfOpenBreakerHasOneTrialWhateverEndsMeanwhile() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}"));
        fail(inRoute, 2);
        inRoute.transitionToHalfOpenState();
        assertThat(inRoute.tryAcquirePermission()).isTrue();
        breakers.brokeLater(HERE, broken(Kind.RATE_LIMITED));
        assertThat(inRoute.tryAcquirePermission())
                .as("an older stream's refusal is no second trial")
                .isFalse();
    }

    @Test
    void aHalfOpenBreakerHasAsManyTrialsAsItIsGiven() {
        CircuitBreaker inRoute =
                breakers.of(provider("{minimum_calls: 4, window: 4, half_open_calls: 3, open_for: 300s}"));
        fail(inRoute, 4);
        inRoute.transitionToHalfOpenState();
        for (int trial = 1; trial <= 3; trial++) {
            assertThat(inRoute.tryAcquirePermission()).as("trial " + trial).isTrue();
        }
        assertThat(inRoute.tryAcquirePermission()).as("a fourth").isFalse();
        inRoute.onSuccess(1, TimeUnit.MILLISECONDS);
        inRoute.onSuccess(1, TimeUnit.MILLISECONDS);
        assertThat(inRoute.getState()).as("two of three are back").isEqualTo(State.HALF_OPEN);
        inRoute.onSuccess(1, TimeUnit.MILLISECONDS);
        assertThat(inRoute.getState()).isEqualTo(State.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBreakerCountsWhatTheKindSays(Kind kind) {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 1, window: 1, open_for: 300s}"));
        assertThat(inRoute.tryAcquirePermission()).isTrue();
        inRoute.onError(1, TimeUnit.MILLISECONDS, broken(kind));
        assertThat(breakers.open(HERE)).isEqualTo(kind.breakerCounts());
    }

    @Test
    void f21_aClientThatLeavesGivesItsTrialBack() {
        CircuitBreaker inRoute = breakers.of(provider("{minimum_calls: 2, window: 2, open_for: 300s}"));
        fail(inRoute, 2);
        inRoute.transitionToHalfOpenState();
        assertThat(inRoute.tryAcquirePermission()).isTrue();
        inRoute.onError(1, TimeUnit.MILLISECONDS, new ClientGoneException());
        assertThat(inRoute.getState()).isEqualTo(State.HALF_OPEN);
        assertThat(inRoute.tryAcquirePermission()).isTrue();
    }

    private static ProviderException broken(Kind kind) {
        return new ProviderException(new ProviderFailure(kind, 0, "on purpose"));
    }

    private static Place place(ModelMapping mapping, String model) {
        return MappingText.target(mapping, model).place();
    }

    private static ProviderSettings provider(String rules) {
        return mapping(rules).providers().get("here");
    }

    private static ModelMapping mapping(String rules) {
        return MappingText.load(
                "providers: {here: {type: openai, base_url: \"http://here/v1\", breaker: " + rules + "}}");
    }
}
