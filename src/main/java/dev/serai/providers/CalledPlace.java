package dev.serai.providers;

import dev.serai.config.Place;
import org.jspecify.annotations.Nullable;

/**
 * The place that the running thread's call goes to. A route has one circuit breaker for its provider, and a circuit breaker
 * sees no exchange: this is how it knows which region it is asked about. Set where the provider's request is made, right
 * before the breaker, which asks and is told on that same thread.
 */
final class CalledPlace {
    private static final ThreadLocal<Place> CURRENT = new ThreadLocal<>();

    private CalledPlace() {}

    static void set(Place place) {
        CURRENT.set(place);
    }

    static @Nullable Place get() {
        return CURRENT.get();
    }
}
