package dev.serai.budgets;

import dev.serai.ledger.Spending;
import java.util.List;

/**
 * What is set aside for a request, of each budget that holds for it. One for each request; it is settled once. Used by the
 * request's thread.
 */
public final class Reservation {
    private final String id;
    private final String holder;
    private final List<Purse> purses;
    private final List<Spending.Account> accounts;
    private final long nanoUsd;
    private boolean settled;

    Reservation(String id, String holder, List<Purse> purses, List<Spending.Account> accounts, long nanoUsd) {
        this.id = id;
        this.holder = holder;
        this.purses = purses;
        this.accounts = accounts;
        this.nanoUsd = nanoUsd;
    }

    /** The ledger's id of the request. */
    public String id() {
        return id;
    }

    /** Billionths of a dollar. */
    public long nanoUsd() {
        return nanoUsd;
    }

    /** What the ledger says of it while the request is under way. */
    public Spending open() {
        return new Spending(holder, nanoUsd, true, accounts);
    }

    /** What the ledger says of it at the end. */
    public Spending spent(long spentNanoUsd) {
        return new Spending(holder, spentNanoUsd, false, accounts);
    }

    /** The request has ended, and the ledger has what it cost: the rest is free again. Does nothing the second time. */
    public void settle(long spentNanoUsd) {
        if (!settled) {
            settled = true;
            purses.forEach(purse -> purse.settle(nanoUsd, spentNanoUsd));
        }
    }
}
