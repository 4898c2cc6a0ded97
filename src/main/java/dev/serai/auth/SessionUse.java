package dev.serai.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When sessions were used here: requests note it in memory, and what was noted goes into the store in batches, beside them. What
 * was written is known here for as long as a {@link Ring} may have the session as it was before. Thread-safe.
 */
final class SessionUse {
    private static final int MOST = 100_000;

    /** What is to be written. */
    private final Map<String, Long> times = new ConcurrentHashMap<>();

    private final Cache<String, Long> written;

    /** @param nanos {@link System#nanoTime} */
    SessionUse(LongSupplier nanos) {
        written = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(nanos::getAsLong)
                .expireAfterWrite(Duration.ofNanos(Ring.GRACE))
                .build();
    }

    /** @param now milliseconds since 1970 */
    void note(String id, long now) {
        // Sessions are noted to the second: most requests find that it is already there.
        Long before = times.get(id);
        if ((before == null || now - before >= 1_000) && (before != null || times.size() < MOST)) {
            times.merge(id, now, Math::max);
        }
    }

    /** When it was used last; 0 where nobody knows. */
    long last(String id) {
        // In this order: what is to be written is among what was before it is gone.
        @Nullable Long noted = times.get(id);
        @Nullable Long before = noted == null ? written.getIfPresent(id) : noted;
        return before == null ? 0 : before;
    }

    /** Writes what was noted; what could not be written stays noted. */
    void write(SessionStore store) {
        Map<String, Long> noted = new HashMap<>(times);
        if (!noted.isEmpty()) {
            store.used(noted);
            written.putAll(noted);
            noted.forEach(times::remove); // Not those that were noted again meanwhile.
        }
    }
}
