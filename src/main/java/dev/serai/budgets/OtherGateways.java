package dev.serai.budgets;

import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes back what gateways had leased that are dead: they no longer say that they live. For one thread. */
final class OtherGateways {
    private static final Logger LOG = LoggerFactory.getLogger(OtherGateways.class);

    /** Whoever has not said so long that it lives is dead. By the clock of whoever watches: clocks may jump, and differ. */
    static final long DEAD_NANOS = TimeUnit.MINUTES.toNanos(20);

    private final Store store;
    private final Map<String, Seen> others = new HashMap<>();

    /** What was last seen of another gateway, and since when nothing else. */
    private record Seen(long beat, long sinceNanos) {}

    OtherGateways(Store store) {
        this.store = store;
    }

    /**
     * Looks which of them have said since the last time that they live.
     *
     * @param own who looks
     * @param now by {@link System#nanoTime}
     * @throws StoreException if the store is away
     */
    void lookAfter(Holder own, long now) {
        Map<String, Long> beats = store.read(SpendingTable::beats);
        others.keySet().retainAll(beats.keySet());
        beats.forEach((other, beat) -> {
            Seen seen = others.get(other);
            if (seen == null || seen.beat() != beat) {
                others.put(other, new Seen(beat, now));
            } else if (!other.equals(own.id()) && now - seen.sinceNanos() > DEAD_NANOS) {
                if (store.write(statements -> SpendingTable.release(statements, other, beat))) {
                    LOG.warn(
                            "a gateway is taken for dead, and what it had leased of budgets is taken back ({})", other);
                }
            }
        });
    }
}
