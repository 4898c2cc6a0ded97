package dev.serai.providers;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Lets looks at a provider, which nobody waits for, do what a user's call would have to do otherwise: try whether a breaker
 * that is not closed may close. One at a time. A provider whose models can be listed while its chats fail is found out: its
 * breaker opens again on the heels of such a look, and from then on only a real call closes it, until one has. So is one that
 * chats while its models can't be listed: after some failed looks a real call has a turn, and where that goes well failed
 * looks keep nobody away, until a look goes well (docs/decisions/0035). Thread-safe.
 */
public final class BreakerTrials {
    /** So many failed looks leave the next trial to a real call; twice as many after each that fails too. */
    private static final int FIRST_LOOKS = 3;

    private static final int MOST_LOOKS = 12;

    private final CircuitBreaker breaker;
    private volatile boolean closedByLook;
    /** Whether a look that went well may close the breaker. */
    private volatile boolean believed = true;
    /** Whether a look that failed keeps users' calls away. */
    private volatile boolean heeded = true;

    private final AtomicInteger failedLooks = new AtomicInteger();
    private volatile int looksBeforeCall = FIRST_LOOKS;

    private final LongSupplier nanoTime;
    /** Without a look for so long nobody may wait for one any more. */
    private final long patience;

    private volatile long latestLook;

    BreakerTrials(CircuitBreaker breaker) {
        this(breaker, System::nanoTime);
    }

    BreakerTrials(CircuitBreaker breaker, LongSupplier nanoTime) {
        this.breaker = breaker;
        this.nanoTime = nanoTime;
        this.latestLook = nanoTime.getAsLong();
        long openMillis = breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1);
        this.patience = TimeUnit.MILLISECONDS.toNanos(2 * openMillis) + HealthProbe.LONGEST_WHOLE.toNanos();
        breaker.getEventPublisher().onStateTransition(this::moved);
    }

    /** One look. It ends with a judgement; closed without one it has shown nothing. */
    public abstract class Trial implements AutoCloseable {
        private boolean open = true;

        /** @param failure what is still wrong with the provider; empty: it answers */
        public final void judged(Optional<ProviderFailure> failure) {
            open = false;
            if (failure.isEmpty()) {
                heeded = true;
                failedLooks.set(0);
            }
            failure.ifPresentOrElse(this::failed, this::lives);
        }

        @Override
        public final void close() {
            if (open) {
                abandoned();
            }
        }

        abstract void lives();

        void failed(ProviderFailure failure) {}

        void abandoned() {}
    }

    /** A real call has succeeded: what comes from now on does not come on the heels of a look. */
    void succeeded() {
        if (closedByLook) {
            closedByLook = false;
        }
    }

    /** Whether a look, not a user's call, is to find out if the provider is well again. */
    public boolean lookFirst() {
        return believed
                && !callsTurn()
                && breaker.getState() == State.HALF_OPEN
                && nanoTime.getAsLong() - latestLook <= patience;
    }

    /** Whether looks have failed for so long that they may say nothing of the calls. */
    private boolean callsTurn() {
        return !heeded || failedLooks.get() >= looksBeforeCall;
    }

    /** Whether the breaker waits for somebody to find out. */
    public boolean waiting() {
        return believed && breaker.getState() != State.CLOSED;
    }

    /** Begins a look. */
    public Trial begin() {
        latestLook = nanoTime.getAsLong();
        if (!believed || breaker.getState() == State.CLOSED) {
            return new Nothing();
        }
        boolean looksTurn = !callsTurn() && breaker.getState() == State.HALF_OPEN;
        return looksTurn && breaker.tryAcquirePermission() ? new HalfOpen() : new Open();
    }

    private void moved(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN -> {
                if (closedByLook) {
                    believed = false;
                }
                closedByLook = false;
                if (failedLooks.get() >= looksBeforeCall) {
                    failedLooks.set(0);
                    looksBeforeCall = Math.min(2 * looksBeforeCall, MOST_LOOKS);
                }
            }
            case CLOSED -> {
                believed = true;
                // A look that closes it has forgotten the failed ones before.
                if (failedLooks.getAndSet(0) > 0) {
                    heeded = false;
                }
                looksBeforeCall = FIRST_LOOKS;
            }
            default -> {
                // Half-open says nothing about who will be right.
            }
        }
    }

    /** Nothing depends on the look but what is told of the provider. */
    private final class Nothing extends Trial {
        @Override
        void lives() {}
    }

    /** The look is the one call that is let through. */
    private final class HalfOpen extends Trial {
        @Override
        void lives() {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            // Where several calls are let through, one that went well closes nothing yet.
            if (breaker.getState() == State.CLOSED) {
                closedByLook = true;
            }
        }

        @Override
        void failed(ProviderFailure failure) {
            breaker.onError(0, TimeUnit.NANOSECONDS, new ProviderException(failure));
            failedLooks.incrementAndGet();
        }

        @Override
        void abandoned() {
            breaker.releasePermission();
        }
    }

    /** Nobody is let through yet, or the turn is a call's: a provider that lives is let in earlier. */
    private final class Open extends Trial {
        @Override
        void lives() {
            if (breaker.getState() == State.OPEN) {
                breaker.transitionToHalfOpenState();
            }
            if (breaker.getState() == State.HALF_OPEN && breaker.tryAcquirePermission()) {
                new HalfOpen().lives();
            }
        }
    }
}
