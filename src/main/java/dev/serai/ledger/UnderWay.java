package dev.serai.ledger;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Requests under way, by their entries' ids. Of one that has money set aside the journal knows from the beginning; of any other
 * once it has lasted for {@link #SOON_NANOS}, since most of what a gateway refuses or answers by itself does not. Thread-safe.
 */
final class UnderWay {
    /** A tenth of a second. */
    static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier nanoTime;
    /** Those that the journal does not know of yet. */
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();
    /** Those that have an open entry in the journal. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private record Begun(Supplier<LedgerEntry> interrupted, long atNanos) {}

    UnderWay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param interrupted makes the entry that it becomes if the process dies; asked on another thread, once */
    void begin(String id, Supplier<LedgerEntry> interrupted) {
        begun.put(id, new Begun(interrupted, nanoTime.getAsLong()));
    }

    /** An open entry is about to be in the journal. */
    void open(String id) {
        open.add(id);
    }

    /** Gives the open entries of those that have lasted; from now on they are open. */
    void lasting(Consumer<LedgerEntry> journal) {
        long now = nanoTime.getAsLong();
        begun.forEach((id, request) -> {
            if (now - request.atNanos() >= SOON_NANOS) {
                // In one step: who ends it meanwhile waits, and finds it open.
                begun.computeIfPresent(id, (same, still) -> {
                    open.add(id);
                    journal.accept(still.interrupted().get());
                    return null;
                });
            }
        });
    }

    /** It is about to end. Whether the journal has an open entry of it, and must get the one that ends it. */
    boolean ending(String id) {
        return begun.remove(id) == null && open.contains(id);
    }

    /** The entry that ends it is in the journal. */
    void ended(String id) {
        open.remove(id);
    }

    boolean isOpen(String id) {
        return open.contains(id);
    }

    /** Those that are open now. */
    Set<String> opened() {
        return new HashSet<>(open);
    }
}
