package dev.serai.audit;

import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets texts go that were kept long enough, a part in a transaction. {@link #run} is for one thread; any may {@link #stop} it. */
final class ContentTidying {
    private static final Logger LOG = LoggerFactory.getLogger(ContentTidying.class);

    private final Store store;
    private final int days;
    private final Clock clock;
    private boolean failing;
    private volatile boolean stopped;

    ContentTidying(Store store, int days, Clock clock) {
        this.store = store;
        this.days = days;
        this.clock = clock;
    }

    /** Deletes what is too old now, as far as the store lets it; the next run goes on. */
    void run() {
        if (!store.prepared()) {
            return;
        }
        long before = clock.millis() - Duration.ofDays(days).toMillis();
        long gone = 0;
        try {
            int part;
            do {
                part = store.write(statements -> AuditContents.deleteBefore(statements, before));
                gone += part;
            } while (part > 0 && !stopped);
            if (failing) {
                failing = false;
                LOG.info("texts that were kept long enough can be deleted again");
            }
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                LOG.warn("texts that were kept for {} days can't be deleted, and stay for now", days, e);
            }
        }
        if (gone > 0) {
            LOG.info("{} texts are gone that were kept for {} days", gone, days);
        }
    }

    /** Ends what is under way after the part that it is at. */
    void stop() {
        stopped = true;
    }
}
