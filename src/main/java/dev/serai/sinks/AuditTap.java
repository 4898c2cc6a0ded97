package dev.serai.sinks;

import dev.serai.audit.AuditReader;
import dev.serai.audit.AuditRow;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the audit's rows out of the chain, for the sinks, each once for all replicas that share it: whoever holds the
 * position takes the next ones. It begins with what is audited once the first sink is switched on. For one thread.
 */
final class AuditTap {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTap.class);
    private static final String NAME = "audit";

    private final Store store;
    private final Consumer<List<Event>> spool;
    private final long since;
    private boolean up = true;

    /**
     * @param spool when it returns, the events are on the disk; what it throws has them brought again
     * @param since milliseconds of the epoch from which on rows go, where none has gone before
     */
    AuditTap(Store store, Consumer<List<Event>> spool, long since) {
        this.store = store;
        this.spool = spool;
        this.since = since;
    }

    void run() {
        try {
            store.prepare();
            // Where nothing is new, nothing is written.
            while (!store.read(AuditTap::caughtUp) && store.write(this::next)) {
                LOG.trace("there may be more");
            }
            up = true;
        } catch (StoreException | UncheckedIOException e) {
            if (up) {
                LOG.warn("the sinks' audit events wait in the store for now", e);
            }
            up = false;
        }
    }

    private static boolean caughtUp(Statements statements) throws SQLException {
        return statements
                .one(
                        "SELECT 1 FROM sink_positions, audit_head WHERE sink_positions.name = ?"
                                + " AND sink_positions.seq = audit_head.seq",
                        row -> row.getInt(1),
                        NAME)
                .isPresent();
    }

    /** The last row of before; rows may have come since that waited for the store as long as this one did. */
    private long beginning(Statements statements) throws SQLException {
        // With + 0 the index by time is what it is found by.
        return statements
                .one(
                        "SELECT COALESCE(MIN(seq + 0) - 1, (SELECT seq FROM audit_head)) FROM audit WHERE last_at >= ?",
                        row -> row.getLong(1),
                        since)
                .orElseThrow(() -> new SQLException("audit_head has lost its row"));
    }

    private boolean next(Statements statements) throws SQLException {
        if (statements.update("UPDATE sink_positions SET seq = seq WHERE name = ?", NAME) == 0) {
            statements.update(
                    "INSERT INTO sink_positions (name, seq) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    NAME,
                    beginning(statements));
            return true;
        }
        long position = statements
                .one("SELECT seq FROM sink_positions WHERE name = ?", row -> row.getLong(1), NAME)
                .orElseThrow(() -> new SQLException("sink_positions has lost its row"));
        List<AuditRow> rows = AuditReader.after(statements, position);
        if (rows.isEmpty()) {
            return false;
        }
        spool.accept(rows.stream().map(Event::of).toList());
        statements.update(
                "UPDATE sink_positions SET seq = ? WHERE name = ?",
                rows.get(rows.size() - 1).seq(),
                NAME);
        return true;
    }
}
