package dev.serai.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When sessions were used here since that was last written: requests note it in memory, and what was noted goes into the store in
 * batches, beside them. Thread-safe.
 */
final class SessionUse {
    private static final int MOST = 100_000;

    private final Map<String, Long> times = new ConcurrentHashMap<>();

    /** @param now milliseconds since 1970 */
    void note(String id, long now) {
        // Sessions are noted to the second: most requests find that it is already there.
        Long before = times.get(id);
        if ((before == null || now - before >= 1_000) && (before != null || times.size() < MOST)) {
            times.merge(id, now, Math::max);
        }
    }

    /** When it was used last; 0 where nothing is noted. */
    long last(String id) {
        @Nullable Long time = times.get(id);
        return time == null ? 0 : time;
    }

    /** Writes what was noted; what could not be written stays noted. */
    void write(SessionStore store) {
        Map<String, Long> noted = new HashMap<>(times);
        if (!noted.isEmpty()) {
            store.used(noted);
            noted.forEach(times::remove); // Not those that were noted again meanwhile.
        }
    }
}
