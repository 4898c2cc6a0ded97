package dev.serai.sinks;

import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.Settlement;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.util.List;

/** A settlement of the ledger's, and behind it the sinks. Thread-safe as far as what it stands before is. */
record PassingOn(Settlement settlement, Sinks sinks) implements Settlement {
    @Override
    public Runnable storing(Statements statements, List<LedgerEntry> added) throws SQLException {
        return settlement.storing(statements, added);
    }

    @Override
    public void kept(List<LedgerEntry> entries) {
        settlement.kept(entries);
        sinks.usage(entries);
    }

    @Override
    public void caughtUp() {
        settlement.caughtUp();
    }
}
