package dev.serai.audit;

import dev.serai.store.Store;
import dev.serai.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log where the chain ends, and looks whether the end that it told last is still in it. For one thread; what it
 * says any may ask.
 */
final class HeadWatch {
    private static final Logger AUDIT = LoggerFactory.getLogger("serai.audit");
    /** As many bits of a hash as a metric holds exactly. */
    private static final int DIGITS = 12;

    private static final int HEXADECIMAL = 16;

    private final Store store;
    private volatile @Nullable AuditHead told;
    private volatile boolean intact = true;

    HeadWatch(Store store) {
        this.store = store;
    }

    void run() {
        if (!store.prepared()) {
            return;
        }
        try {
            AuditHead head = store.read(AuditHead::read);
            AuditHead before = told;
            if (before != null && !stillThere(before, head)) {
                intact = false;
                AUDIT.atError()
                        .addKeyValue("seq", before.seq())
                        .addKeyValue("hash", before.hash())
                        .log("the audit was cut or changed: its end of a minute ago is gone");
            }
            told = head;
            AUDIT.atInfo()
                    .addKeyValue("seq", head.seq())
                    .addKeyValue("hash", head.hash())
                    .log("audit head");
        } catch (StoreException e) {
            AUDIT.debug("the audit's head can't be read now", e);
        }
    }

    private boolean stillThere(AuditHead before, AuditHead head) {
        if (before.seq() <= head.archivedSeq()) {
            return true;
        }
        return store.read(statements ->
                        statements.one("SELECT hash FROM audit WHERE seq = ?", row -> row.getString(1), before.seq()))
                .map(before.hash()::equals)
                .orElse(false);
    }

    /** False from when what it told was gone. */
    boolean intact() {
        return intact;
    }

    /** The number of the last row that was told; 0: none was. */
    long seq() {
        AuditHead head = told;
        return head == null ? 0 : head.seq();
    }

    /** The first 48 bits of its hash. */
    long check() {
        AuditHead head = told;
        return head == null ? 0 : Long.parseLong(head.hash().substring(0, DIGITS), HEXADECIMAL);
    }
}
