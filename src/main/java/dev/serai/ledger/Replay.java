package dev.serai.ledger;

import dev.serai.journal.Journal;
import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
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
    private final HeldSegments held;
    private final Settlement settlement;
    private final LeftBehind left;
    private volatile boolean storeUp = true;

    /**
     * @param underWay whose open entries are not of an earlier process
     * @param mostHeld bytes of segments that may stay for requests under way while most in them has ended
     */
    Replay(Journal journal, Store store, Settlement settlement, UnderWay underWay, long mostHeld) {
        this.journal = journal;
        this.table = new LedgerTable(store, settlement);
        this.settlement = settlement;
        this.underWay = underWay;
        this.held = new HeldSegments(journal, underWay, mostHeld);
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
            if (storeUp) {
                // Before others are held: of those some may have begun since.
                held.release(open);
            }
            for (Path segment : journal.sealed()) {
                if (!held.contains(segment)) {
                    store(segment, open);
                }
            }
            held.makeRoom();
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
        Set<String> waits = new HashSet<>();
        for (LedgerEntry entry : segment.entries()) {
            if (entry.open() && (open.contains(entry.id()) || underWay.isOpen(entry.id()))) {
                waits.add(entry.id());
            }
        }
        if (waits.isEmpty()) {
            journal.stored(path);
        } else {
            held.hold(path, waits, segment.entries().size());
        }
    }
}
