package dev.serai.ledger;

import dev.serai.store.Statements;
import java.sql.SQLException;
import java.util.List;

/** Told of each entry that the store gets, once but for {@link #kept}, whatever is replayed. On the thread that stores. */
public interface Settlement {
    /** Does nothing. */
    Settlement NONE = new Settlement() {
        @Override
        public Runnable storing(Statements statements, List<LedgerEntry> added) {
            return () -> {};
        }

        @Override
        public void caughtUp() {}
    };

    /**
     * In the transaction that adds them: what is done with the statements holds if they are stored, and only then.
     *
     * @return what is to be done once the transaction has ended well; where the connection broke when it ended, that is known
     *     when they are stored again
     */
    Runnable storing(Statements statements, List<LedgerEntry> added) throws SQLException;

    /** The store has them, these or earlier times: told at least once, before the journal forgets them. */
    default void kept(List<LedgerEntry> entries) {}

    /** What earlier processes had left in the journal is stored. */
    void caughtUp();
}
