package dev.serai.providers;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets looks at a provider, which nobody waits for, do what a user's call would have to do otherwise: try whether a breaker
 * that is not closed may close. One at a time. A provider whose models can be listed while its chats fail is found out: its
 * breaker opens again on the heels of such a look, and from then on only a real call closes it, until one has
 * (docs/decisions/0035). Thread-safe.
 */
public final class BreakerTrials {
    private final CircuitBreaker breaker;
    private volatile boolean closedByLook;
    private volatile boolean believed = true;

    BreakerTrials(CircuitBreaker breaker) {
        this.breaker = breaker;
        breaker.getEventPublisher().onStateTransition(this::moved);
    }

    /** One look. It ends with a judgement; closed without one it has shown nothing. */
    public abstract static class Trial implements AutoCloseable {
        private boolean open = true;

        /** @param failure what is still wrong with the provider; empty: it answers */
        public final void judged(Optional<ProviderFailure> failure) {
            open = false;
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
        return believed && breaker.getState() == State.HALF_OPEN;
    }

    /** Whether the breaker waits for somebody to find out. */
    public boolean waiting() {
        return believed && breaker.getState() != State.CLOSED;
    }

    /** Begins a look. */
    public Trial begin() {
        if (!believed || breaker.getState() == State.CLOSED) {
            return new Nothing();
        }
        return breaker.getState() == State.HALF_OPEN && breaker.tryAcquirePermission() ? new HalfOpen() : new Open();
    }

    private void moved(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN -> {
                if (closedByLook) {
                    believed = false;
                }
                closedByLook = false;
            }
            case CLOSED -> believed = true;
            default -> {
                // Half-open says nothing about who will be right.
            }
        }
    }

    /** Nothing depends on the look but what is told of the provider. */
    private static final class Nothing extends Trial {
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
        }

        @Override
        void abandoned() {
            breaker.releasePermission();
        }
    }

    /** Nobody is let through yet: a provider that lives is let in earlier. */
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
