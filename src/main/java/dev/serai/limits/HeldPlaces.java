package dev.serai.limits;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Tells Redis what calls of this replica hold, so that it stays theirs. One thread. */
final class HeldPlaces {
    private static final int AT_ONCE = 500;

    private final RedisCounts redis;
    private final Supplier<List<Map.Entry<String, String>>> places;

    /** @param places what is held now: of each a meter, and the call's id */
    HeldPlaces(RedisCounts redis, Supplier<List<Map.Entry<String, String>>> places) {
        this.redis = redis;
        this.places = places;
    }

    void prolong(long patienceMillis) throws ExecutionException, InterruptedException, TimeoutException {
        List<Map.Entry<String, String>> held = places.get();
        try {
            for (int from = 0; from < held.size(); from += AT_ONCE) {
                List<Map.Entry<String, String>> some = held.subList(from, Math.min(held.size(), from + AT_ONCE));
                redis.hold(some).get(patienceMillis, TimeUnit.MILLISECONDS);
            }
        } finally {
            // Calls that ended meanwhile gave their places back before they were prolonged, were it only by a Redis
            // that is slow.
            List<Map.Entry<String, String>> ended = new ArrayList<>(held);
            ended.removeAll(new HashSet<>(places.get()));
            ended.forEach(redis::release);
        }
    }
}
