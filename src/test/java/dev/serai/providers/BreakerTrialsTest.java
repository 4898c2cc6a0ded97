package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTrialsTest {
    private static final Optional<ProviderFailure> WELL = Optional.empty();
    private static final Optional<ProviderFailure> ILL =
            Optional.of(new ProviderFailure(Kind.UNREACHABLE, 0, "nobody there"));

    private CircuitBreaker breaker = breaker(1);
    private final AtomicLong nanos = new AtomicLong();
    private BreakerTrials trials = new BreakerTrials(breaker, nanos::get);

    @Test
    void aGoodLookClosesAnOpenBreaker() {
        open();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aBadLookLeavesItOpen() {
        open();
        look(ILL);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        breaker.transitionToHalfOpenState();
        look(ILL);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void aLookIsTheOneCallOfAHalfOpenBreaker() {
        open();
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).isTrue();
        try (BreakerTrials.Trial trial = trials.begin()) {
            assertThat(breaker.tryAcquirePermission()).isFalse();
            trial.judged(WELL);
        }
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        assertThat(trials.lookFirst()).isFalse();
    }

    @Test
    void anAbandonedLookGivesItsPlaceBack() {
        open();
        breaker.transitionToHalfOpenState();
        trials.begin().close();
        assertThat(breaker.tryAcquirePermission()).isTrue();
    }

    @Test
    void aProviderWhoseLooksDeceiveIsJudgedByRealCalls() {
        open();
        look(WELL);
        open();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).isFalse();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        breaker.executeRunnable(() -> {});
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        open();
        look(WELL);
        assertThat(breaker.getState()).as("and believed again").isEqualTo(State.CLOSED);
    }

    @Test
    void aProviderThatServedAfterTheLookDidNotDeceive() {
        open();
        look(WELL);
        trials.succeeded();
        open();
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).as("no user's call is the trial").isTrue();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void looksThatHaveClosedNothingHaveDeceivedNobody() {
        breaker = breaker(2);
        trials = new BreakerTrials(breaker);
        open();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        look(ILL);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        assertThat(trials.waiting()).as("for a look").isTrue();
        look(WELL);
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        open();
        assertThat(trials.waiting()).as("the last look closed it, and deceived").isFalse();
    }

    @Test
    void aProviderWhoseLooksFailHasARealCallAtTimes() {
        open();
        for (int looks : List.of(3, 6, 12, 12)) {
            for (int i = 0; i < looks; i++) {
                breaker.transitionToHalfOpenState();
                assertThat(trials.lookFirst()).as("look %d of %d", i + 1, looks).isTrue();
                look(ILL);
                assertThat(breaker.getState()).isEqualTo(State.OPEN);
            }
            breaker.transitionToHalfOpenState();
            assertThat(trials.lookFirst()).as("a call's turn").isFalse();
            look(ILL);
            assertThat(breaker.getState()).as("it is the call's").isEqualTo(State.HALF_OPEN);
            assertThat(breaker.tryAcquirePermission()).isTrue();
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException());
            assertThat(breaker.getState()).isEqualTo(State.OPEN);
        }
    }

    @Test
    void failedLooksThatACallHasBeliedKeepNobodyAway() {
        open();
        for (int i = 0; i < 3; i++) {
            breaker.transitionToHalfOpenState();
            look(ILL);
        }
        breaker.transitionToHalfOpenState();
        breaker.executeRunnable(() -> {});
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        look(ILL);
        open();
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).as("looks say nothing of it").isFalse();
        look(ILL);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        breaker.executeRunnable(() -> {});
        look(WELL);
        open();
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).as("one has gone well").isTrue();
    }

    @Test
    void aGoodLookClosesWhatWaitsForACall() {
        open();
        for (int i = 0; i < 3; i++) {
            breaker.transitionToHalfOpenState();
            look(ILL);
        }
        breaker.transitionToHalfOpenState();
        look(WELL);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        trials.succeeded();
        open();
        breaker.transitionToHalfOpenState();
        assertThat(trials.lookFirst()).as("no call has belied a look").isTrue();
    }

    @Test
    void nobodyWaitsForALookThatDoesNotCome() {
        open();
        breaker.transitionToHalfOpenState();
        pass(Duration.ofHours(2));
        assertThat(trials.lookFirst()).isTrue();
        pass(Duration.ofSeconds(11));
        assertThat(trials.lookFirst()).as("2 × open_for and a look's own time").isFalse();
        trials.begin().close();
        assertThat(trials.lookFirst()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static CircuitBreaker breaker(int halfOpenCalls) {
        return CircuitBreaker.of(
                "b",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2)
                        .minimumNumberOfCalls(2)
                        .permittedNumberOfCallsInHalfOpenState(halfOpenCalls)
                        .waitDurationInOpenState(Duration.ofHours(1))
                        .build());
    }

    private void open() {
        breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException());
        breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException());
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    private void look(Optional<ProviderFailure> outcome) {
        try (BreakerTrials.Trial trial = trials.begin()) {
            trial.judged(outcome);
        }
    }
}
