package dev.serai.audit;

import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain from its beginning, or from where it was archived, to its end, and says where it is broken. Reads a
 * thousand rows at a time, beside whatever is appended meanwhile. For one thread.
 */
public final class AuditVerification {
    private static final int PAGE = 1_000;
    private static final int MOST_FAULTS = 20;
    private static final int MOST_PASSES = 5;
    private static final String AFTER =
            "SELECT " + AuditRow.COLUMNS + " FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT " + PAGE;

    private final ChainKeys keys;
    private final List<ExportedHead> heads;
    private final Map<Integer, Mac> macs = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<ExportedHead> unseen;
    private long rows;
    private long previousSeq;
    private String previousHash = AuditRow.BEGINNING;
    private boolean archiveTold;

    /**
     * What came of it.
     *
     * @param head where the chain ends, by the store
     * @param rows how many were read
     * @param faults where it is broken, at most 20; none: nowhere
     */
    public record Report(AuditHead head, long rows, List<String> faults) {
        public boolean intact() {
            return faults.isEmpty();
        }
    }

    /** @param heads that were exported once, and must be in the chain still */
    public AuditVerification(ChainKeys keys, List<ExportedHead> heads) {
        this.keys = keys;
        this.heads = List.copyOf(heads);
        this.unseen = new ArrayList<>(heads);
    }

    /**
     * Follows it; again where rows were archived while it was read, which would be missing.
     *
     * @throws StoreException if the store can't be read
     */
    public Report run(Store store) {
        Report report = pass(store);
        for (int passes = 1;
                passes < MOST_PASSES && !report.intact() && isArchivedSince(store, report.head());
                passes++) {
            report = new AuditVerification(keys, heads).pass(store);
        }
        return report;
    }

    private static boolean isArchivedSince(Store store, AuditHead head) {
        return store.read(AuditHead::read).archivedSeq() != head.archivedSeq();
    }

    private Report pass(Store store) {
        AuditHead head = store.read(AuditHead::read);
        long after = head.archivedSeq();
        previousSeq = head.archivedSeq();
        previousHash = head.archivedHash();
        seen(previousSeq, previousHash);
        while (after < head.seq()) {
            List<AuditRow> page = page(store, after, head.seq());
            if (page.isEmpty()) {
                break;
            }
            page.forEach(row -> follow(row, head));
            page.stream().filter(row -> row.action().equals(AuditContents.KEPT)).forEach(row -> content(store, row));
            after = page.get(page.size() - 1).seq();
        }
        end(store, head);
        return new Report(head, rows, List.copyOf(faults));
    }

    private static List<AuditRow> page(Store store, long after, long last) {
        return store.read(statements -> statements.query(AFTER, AuditRow::read, after, last));
    }

    private void follow(AuditRow row, AuditHead head) {
        rows++;
        if (row.seq() != previousSeq + 1) {
            fault(
                    row.seq() == previousSeq + 2
                            ? "row %d is missing".formatted(previousSeq + 1)
                            : "rows %d to %d are missing".formatted(previousSeq + 1, row.seq() - 1));
        } else if (!row.prevHash().equals(previousHash)) {
            fault("row %d does not go on from row %d: one of them is not the one that was written"
                    .formatted(row.seq(), previousSeq));
        }
        Mac mac = macs.computeIfAbsent(row.keyVersion(), keys::mac);
        if (mac == null) {
            fault("row %d is sealed with pepper %d, which KEY_PEPPER does not have"
                    .formatted(row.seq(), row.keyVersion()));
        } else if (!row.seal(mac).equals(row.hash())) {
            fault("row %d was changed after it was written".formatted(row.seq()));
        } else if (row.action().equals(AuditArchive.ACTION) && AuditArchive.tellsOf(row, head)) {
            archiveTold = true;
        }
        previousSeq = row.seq();
        previousHash = row.hash();
        seen(row.seq(), row.hash());
    }

    /** That a text is gone is no fault; that it is another one is. */
    private void content(Store store, AuditRow row) {
        String hash =
                AuditReader.event(row).path("details").path(AuditContents.HASH).asText();
        if (!AuditContents.asKept(store, row.id(), hash)) {
            fault("the text kept with row %d was changed after it was written".formatted(row.seq()));
        }
    }

    private void seen(long seq, String hash) {
        unseen.removeIf(head -> head.is(seq, hash));
    }

    private void end(Store store, AuditHead head) {
        if (previousSeq < head.seq()) {
            fault(
                    previousSeq + 1 == head.seq()
                            ? "row %d is missing, the last".formatted(head.seq())
                            : "rows %d to %d are missing, the last".formatted(previousSeq + 1, head.seq()));
        } else if (!previousHash.equals(head.hash())) {
            fault("the last row, %d, is not the one that audit_head names".formatted(previousSeq));
        }
        long beyond = store.read(statements -> beyond(statements, head.seq()));
        if (beyond > 0 && store.read(AuditHead::read).equals(head)) {
            fault("%d rows stand behind the end that audit_head names".formatted(beyond));
        }
        if (head.archivedSeq() > 0 && !archiveTold) {
            fault("rows up to %d are said to be archived, and no row of the chain tells of it"
                    .formatted(head.archivedSeq()));
        }
        for (ExportedHead each : unseen) {
            fault("the exported head %s is not in the chain: what was written by then is gone or changed"
                    .formatted(each));
        }
    }

    private static long beyond(Statements statements, long seq) throws SQLException {
        return statements
                .one("SELECT COUNT(*) FROM audit WHERE seq > ?", row -> row.getLong(1), seq)
                .orElse(0L);
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    /**
     * A head that was in a log, a metric or an event. Immutable.
     *
     * @param seq of the row; null: whichever has the hash
     * @param hash or its beginning, 12 digits or more
     */
    public record ExportedHead(@Nullable Long seq, String hash) {
        /** Null where the text is none: {@code HASH} or {@code SEQ:HASH}. */
        public static @Nullable ExportedHead of(String text) {
            int colon = text.indexOf(':');
            String hash = text.substring(colon + 1).toLowerCase(Locale.ROOT);
            String seq = colon < 0 ? "" : text.substring(0, colon);
            if (!hash.matches("[0-9a-f]{12,64}") || colon >= 0 && !seq.matches("\\d{1,18}")) {
                return null;
            }
            return new ExportedHead(colon < 0 ? null : Long.valueOf(seq), hash);
        }

        boolean is(long place, String whole) {
            return (seq == null || seq == place) && whole.startsWith(hash);
        }

        @Override
        public String toString() {
            return seq == null ? hash : seq + ":" + hash;
        }
    }
}
