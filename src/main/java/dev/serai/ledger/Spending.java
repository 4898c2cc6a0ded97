package dev.serai.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request takes of the budgets that hold for it, if any does. Immutable.
 *
 * @param holder the process that had reserved it
 * @param nanoUsd billionths of a dollar: what was spent, or, while it is open, what is reserved
 * @param open whether the request is under way: if its process dies, this is what it has spent
 * @param accounts that it is taken of, each the whole amount
 */
public record Spending(String holder, long nanoUsd, boolean open, List<Account> accounts) {
    /** Of a request under way for which nothing is set aside. */
    public static final Spending NOTHING_YET = new Spending("", 0, true, List.of());

    public Spending {
        accounts = List.copyOf(accounts);
    }

    /**
     * A budget in a period, with what held for it when the request came.
     *
     * @param name of the budget
     * @param periodStart milliseconds since 1970; 0: of all time
     * @param limitNanoUsd what may be spent in it
     * @param softNanoUsd from when on somebody is told, or null
     */
    public record Account(
            String name,
            long periodStart,
            long limitNanoUsd,
            @Nullable Long softNanoUsd) {}
}
