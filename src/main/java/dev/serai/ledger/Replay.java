package dev.serai.ledger;

import dev.serai.journal.Journal;
import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves sealed segments of the journal into the store. A segment goes when all its entries are there; one that was stored,
 * but not deleted, is stored again, and nothing is counted twice. For one thread; what it says of the store any may ask.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int BATCH = 500;

    private final Journal journal;
    private final Store store;
    private final LedgerTable table;
    private volatile boolean storeUp = true;

    Replay(Journal journal, Store store) {
        this.journal = journal;
        this.store = store;
        this.table = new LedgerTable(store);
    }

    /** Stores what there is, as far as the store takes it. */
    void run() {
        if (storeUp) {
            journal.seal();
        }
        try {
            for (Path segment : journal.sealed()) {
                store(segment);
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

    private void store(Path path) throws IOException {
        Segment<LedgerEntry> segment = JournalLine.read(Files.readAllBytes(path));
        List<LedgerEntry> entries = segment.entries();
        if (!entries.isEmpty()) {
            store.prepare();
        }
        for (int from = 0; from < entries.size(); from += BATCH) {
            table.add(entries.subList(from, Math.min(entries.size(), from + BATCH)));
        }
        if (segment.rest() == Rest.DAMAGED) {
            LOG.error(
                    "{} was changed after it was written: {} entries were good, look at the rest in {}",
                    path,
                    entries.size(),
                    journal.putAside(path));
            return;
        }
        if (segment.rest() == Rest.TORN) {
            LOG.info("{} ends with an entry whose request was never answered to its end", path);
        }
        journal.stored(path);
    }
}
