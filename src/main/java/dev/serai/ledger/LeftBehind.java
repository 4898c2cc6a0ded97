package dev.serai.ledger;

import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier processes have left in the journal: what they have ended gets its row, and then what they have only begun. Their
 * segments stay. One of these is in memory, and the requests that were open where it ends. For one thread.
 */
final class LeftBehind {
    private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

    private final LedgerTable table;
    private final Settlement settlement;
    /** Not stored yet, in order. */
    private final Deque<Path> segments;
    /** What the segments before these have begun and not ended. */
    private final Map<String, LedgerEntry> open = new LinkedHashMap<>();

    private boolean stored;

    /** @param segments in order */
    LeftBehind(List<Path> segments, LedgerTable table, Settlement settlement) {
        this.segments = new ArrayDeque<>(segments);
        this.table = table;
        this.settlement = settlement;
    }

    /**
     * Stores it, and says once that it has; what a call has not stored the next one does.
     *
     * @throws StoreException if the store is away, or refuses it
     */
    void store() throws IOException {
        if (stored) {
            return;
        }
        if (!segments.isEmpty()) {
            // Reading them all is much to do for nothing.
            table.reach();
        }
        while (!segments.isEmpty()) {
            store(JournalLine.read(Files.readAllBytes(segments.element())).entries());
            segments.remove();
        }
        interrupted();
        open.clear();
        settlement.caughtUp();
        stored = true;
    }

    private void store(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            if (entry.open()) {
                open.put(entry.id(), entry);
            } else {
                open.remove(entry.id());
            }
        }
        // The others are told when their segment is stored for good.
        table.add(LedgerEntry.ended(entries), told -> {});
    }

    /**
     * What became of requests that nothing left says the end of. The end of some is in the store, and what said it was deleted,
     * while the segment with their beginning waited for others: they are not told of again.
     */
    private void interrupted() {
        int underWay = 0;
        for (List<LedgerEntry> batch : LedgerTable.batches(List.copyOf(open.values()))) {
            List<LedgerEntry> interrupted = table.uncontradicted(batch);
            underWay += interrupted.size();
            table.add(interrupted, settlement::kept);
        }
        if (underWay > 0) {
            LOG.warn("{} requests were under way when the last process ended", underWay);
        }
    }
}
