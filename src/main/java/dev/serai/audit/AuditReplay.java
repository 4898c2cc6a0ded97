package dev.serai.audit;

import dev.serai.audit.AuditTrail.Entry;
import dev.serai.journal.Journal;
import dev.serai.journal.Segment;
import dev.serai.journal.Segment.Rest;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves sealed segments of the journal into the chain. A batch that is there already, because the process died before the
 * segment was deleted, is known by its first row. For one thread; what it says of the store any may ask.
 */
final class AuditReplay {
    private static final Logger LOG = LoggerFactory.getLogger(AuditReplay.class);
    private static final int BATCH = 2_000;

    private final Journal journal;
    private final Store store;
    private final AuditTrail trail;
    private volatile boolean storeUp = true;

    AuditReplay(Journal journal, Store store, AuditTrail trail) {
        this.journal = journal;
        this.store = store;
        this.trail = trail;
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
                LOG.info("the audit has caught up with its journal");
            }
        } catch (StoreException | IOException e) {
            if (storeUp) {
                storeUp = false;
                LOG.warn("the audit's rows stay in the journal for now", e);
            }
        }
    }

    /** Whether the last attempt went well. */
    boolean storeUp() {
        return storeUp;
    }

    private void store(Path path) throws IOException {
        Segment<AuditLine> segment = AuditLine.read(Files.readAllBytes(path));
        List<AuditLine> lines = segment.entries();
        if (!lines.isEmpty()) {
            store.prepare();
        }
        for (int from = 0; from < lines.size(); from += BATCH) {
            List<AuditLine> batch = lines.subList(from, Math.min(lines.size(), from + BATCH));
            List<Entry> entries = Gathering.of(batch);
            store.write(statements -> {
                if (!known(statements, entries.get(0))) {
                    for (AuditLine line : batch) {
                        AuditContents.insert(statements, line);
                    }
                    trail.record(statements, entries);
                }
                return null;
            });
        }
        if (segment.rest() == Rest.DAMAGED) {
            LOG.error(
                    "{} was changed after it was written: {} events were good, look at the rest in {}",
                    path,
                    lines.size(),
                    journal.putAside(path));
            return;
        }
        journal.stored(path);
    }

    private static boolean known(Statements statements, Entry entry) throws SQLException {
        return statements
                .one("SELECT 1 FROM audit WHERE id = ?", row -> row.getInt(1), entry.id())
                .isPresent();
    }
}
