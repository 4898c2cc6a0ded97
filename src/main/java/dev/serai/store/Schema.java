package dev.serai.store;

import com.zaxxer.hikari.HikariConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one database, brought up to date once for all stores of the process that are open on it. Whoever wants it meanwhile
 * waits for the same attempt; where that has failed, the next one begins another. Thread-safe.
 */
final class Schema {
    private static final Map<StoreAddress, Schema> OF_OPEN_STORES = new HashMap<>();

    private final StoreAddress address;
    private int stores;
    private volatile @Nullable SchemaAttempt attempt;

    private Schema(StoreAddress address) {
        this.address = address;
    }

    /** For a store that is opened; it says when it is closed. */
    static Schema openedBy(StoreAddress address) {
        synchronized (OF_OPEN_STORES) {
            Schema schema = OF_OPEN_STORES.computeIfAbsent(address, Schema::new);
            schema.stores++;
            return schema;
        }
    }

    /** With the last store it is forgotten: the next one may find another database there. */
    void closed() {
        synchronized (OF_OPEN_STORES) {
            stores--;
            if (stores == 0) {
                OF_OPEN_STORES.remove(address, this);
            }
        }
    }

    boolean upToDate() {
        SchemaAttempt last = attempt;
        return last != null && last.succeeded();
    }

    /**
     * Does nothing once it is.
     *
     * @param settings of its connections, which are no pool's
     * @param nanos how long an attempt that does not get on is waited for; it goes on by itself
     * @throws StoreException if the attempt fails, or does not get on
     */
    void bringUpToDate(HikariConfig settings, long nanos) {
        underWay(settings).await(nanos);
    }

    private synchronized SchemaAttempt underWay(HikariConfig settings) {
        SchemaAttempt last = attempt;
        Throwable failure = last == null ? null : last.failure();
        if (last != null && failure == null) {
            return last;
        }
        SchemaAttempt next = new SchemaAttempt(address, settings, failure);
        attempt = next;
        next.begin();
        return next;
    }
}
