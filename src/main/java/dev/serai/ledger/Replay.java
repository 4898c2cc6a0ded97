package dev.serai.ledger;

import dev.serai.journal.Journal;
import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves sealed segments of the journal into the store. A segment goes when all its entries are there; one that was stored,
 * but not deleted, is stored again, and nothing is counted twice. One with requests under way stays until they have ended;
 * those that an earlier process has left open become rows. For one thread; what it says of the store any may ask.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Journal journal;
    private final LedgerTable table;
    private final UnderWay underWay;
    /** Segments that are stored but for requests that were under way then, and these requests. */
    private final Map<Path, Set<String>> held = new HashMap<>();

    private final Settlement settlement;
    private final LeftBehind left;
    private volatile boolean storeUp = true;

    /** @param underWay whose open entries are not of an earlier process */
    Replay(Journal journal, Store store, Settlement settlement, UnderWay underWay) {
        this.journal = journal;
        this.table = new LedgerTable(store, settlement);
        this.settlement = settlement;
        this.underWay = underWay;
        this.left = new LeftBehind(journal.sealed(), table, settlement);
    }

    /**
     * Stores what there is, as far as the store takes it. While that is away, the segment that is written to is not sealed: once
     * it has come back, that one is left.
     */
    void run() {
        boolean wasUp = storeUp;
        attempt();
        if (!wasUp && storeUp) {
            attempt();
        }
    }

    private void attempt() {
        // Whoever is missing here had ended before the segment that says so is sealed.
        Set<String> open = underWay.opened();
        if (storeUp) {
            journal.seal();
        }
        try {
            left.store();
            for (Path segment : journal.sealed()) {
                Set<String> waits = held.get(segment);
                if (waits == null) {
                    store(segment, open);
                } else if (storeUp && waits.stream().noneMatch(open::contains)) {
                    journal.stored(segment);
                    held.remove(segment);
                }
            }
            if (!storeUp) {
                storeUp = true;
                LOG.info("the ledger has caught up with its journal");
            }
        } catch (StoreException | IOException e) {
            if (storeUp) {
                storeUp = false;
                LOG.warn("the ledger's rows stay in the journal for now", e);
            }
        }
    }

    /** Whether the last attempt went well. */
    boolean storeUp() {
        return storeUp;
    }

    private void store(Path path, Set<String> open) throws IOException {
        Segment<LedgerEntry> segment = JournalLine.read(Files.readAllBytes(path));
        table.add(LedgerEntry.ended(segment.entries()), settlement::kept);
        if (segment.rest() == Rest.DAMAGED) {
            LOG.error(
                    "{} was changed after it was written: {} entries were good, look at the rest in {}",
                    path,
                    segment.entries().size(),
                    journal.putAside(path));
            return;
        }
        if (segment.rest() == Rest.TORN) {
            LOG.info("{} ends with an entry whose request was never answered to its end", path);
        }
        List<String> waits = new ArrayList<>();
        for (LedgerEntry entry : segment.entries()) {
            if (entry.open() && (open.contains(entry.id()) || underWay.isOpen(entry.id()))) {
                waits.add(entry.id());
            }
        }
        if (waits.isEmpty()) {
            journal.stored(path);
        } else {
            held.put(path, Set.copyOf(waits));
        }
    }
}
