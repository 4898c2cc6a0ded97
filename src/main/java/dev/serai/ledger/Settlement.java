package dev.serai.ledger;

import dev.serai.store.Statements;
import java.sql.SQLException;
import java.util.List;

/** Told of each entry that the store gets, once but for {@link #kept}, whatever is replayed. On the thread that stores. */
public interface Settlement {
    /** Does nothing. */
    Settlement NONE = new Settlement() {
        @Override
        public void storing(Statements statements, List<LedgerEntry> added) {}

        @Override
        public void stored(List<LedgerEntry> added) {}

        @Override
        public void caughtUp() {}
    };

    /** In the transaction that adds them: what is done with the statements holds if they are stored, and only then. */
    void storing(Statements statements, List<LedgerEntry> added) throws SQLException;

    /** The transaction has ended well. */
    void stored(List<LedgerEntry> added);

    /** The store has them, these or earlier times: told at least once, before the journal forgets them. */
    default void kept(List<LedgerEntry> entries) {}

    /** What earlier processes had left in the journal is stored. */
    void caughtUp();
}
