package dev.serai.health;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the heap is nearly full of what is still in use: of the old generation more than a given share was left by its
 * last collection. What lies there before a collection says nothing, since most of it may be garbage. Asking costs the read
 * of one variable.
 *
 * <p>It passes when a collection leaves less, and by itself some seconds after the last that left too much: where nothing
 * new is let in nothing is collected either, and nobody would find out that there is room again. If there is none, the next
 * collection, which is soon, says so. Thread-safe; listens to collections until closed.
 */
public final class HeapPressure implements AutoCloseable {
    static final Duration LASTS = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HeapPressure.class);
    private static final long NONE = 0;

    private final int mostPercent;
    private final Clock clock;
    private final Optional<MemoryPoolMXBean> old = oldGeneration();
    private final NotificationListener listener = (notification, nothing) -> collected(isOfAll(notification));
    private volatile long untilMillis = NONE;
    private long lastUsed = -1;

    /** @param mostPercent of the old generation that a collection may leave in use, 1 to 100; 100: it never is too much */
    public HeapPressure(int mostPercent, Clock clock) {
        this.mostPercent = mostPercent;
        this.clock = clock;
        if (old.isPresent()) {
            emitters().forEach(each -> each.addNotificationListener(listener, null, null));
        } else {
            LOG.info("this JVM does not say what its collections leave: a full heap is not noticed");
        }
    }

    /** Whether it is so now. */
    public boolean high() {
        long until = untilMillis;
        return until != NONE && stillHigh(until);
    }

    /** A clock that was set back makes it no longer. */
    private boolean stillHigh(long until) {
        long left = until - clock.millis();
        if (left > 0 && left <= LASTS.toMillis()) {
            return true;
        }
        passed(until, "no collection has been needed since");
        return false;
    }

    /** @param until what was seen; a collection since may have made it longer */
    private synchronized void passed(long until, String why) {
        if (until != NONE && untilMillis == until) {
            untilMillis = NONE;
            LOG.info("there is room in the heap again: {}", why);
        }
    }

    private void collected(boolean all) {
        MemoryUsage left = old.map(MemoryPoolMXBean::getCollectionUsage).orElse(null);
        if (left != null) {
            collected(left.getUsed(), most(left), all);
        }
    }

    /** Whether all of the heap was collected. */
    private static boolean isOfAll(Notification notification) {
        return notification.getUserData() instanceof CompositeData data
                && GarbageCollectionNotificationInfo.from(data).getGcAction().equals("end of major GC");
    }

    /** Some collectors set their generations no bound of their own. */
    private static long most(MemoryUsage usage) {
        return usage.getMax() > 0 ? usage.getMax() : Runtime.getRuntime().maxMemory();
    }

    /**
     * After each collection of whatever generation; those of the young one leave the number as it was.
     *
     * @param used bytes that the last collection of the old generation left in use
     * @param most bytes that it may have
     * @param all whether the old generation was collected for certain: then the same number is said anew
     */
    synchronized void collected(long used, long most, boolean all) {
        if (used == lastUsed && !all) {
            return;
        }
        lastUsed = used;
        if (used * 100 <= most * mostPercent) {
            passed(untilMillis, "a collection left " + used * 100 / most + " % in use");
            return;
        }
        if (untilMillis == NONE) {
            LOG.warn(
                    "the heap is nearly full: {} % of the old generation are in use after a collection; new requests are refused",
                    used * 100 / most);
        }
        untilMillis = clock.millis() + LASTS.toMillis();
    }

    /** Of all parts of the heap the one that can be asked for its usage at any time: eden and survivors can't. */
    private static Optional<MemoryPoolMXBean> oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.isCollectionUsageThresholdSupported())
                .findFirst();
    }

    private static List<NotificationEmitter> emitters() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map((GarbageCollectorMXBean collector) -> (NotificationEmitter) collector)
                .toList();
    }

    @Override
    public void close() {
        if (old.isPresent()) {
            emitters().forEach(this::leave);
        }
    }

    private void leave(NotificationEmitter collector) {
        try {
            collector.removeNotificationListener(listener);
        } catch (ListenerNotFoundException closedTwice) {
            LOG.debug("it has been closed before", closedTwice);
        }
    }
}
