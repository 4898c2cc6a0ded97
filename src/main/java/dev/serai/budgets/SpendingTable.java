package dev.serai.budgets;

import dev.serai.store.Statements;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the budgets. What was spent and what is leased never come to more than the limit, but for what a request
 * cost beyond its reservation. Whoever changes a budget's rows changes its row of {@code budget_spending} first, and so
 * waits for whoever does. Stateless; each method belongs into a transaction.
 */
final class SpendingTable {
    private static final String OF_ACCOUNT = " WHERE account = ? AND period_start = ?";
    private static final String OF_LEASE = " WHERE holder = ? AND account = ? AND period_start = ?";

    private SpendingTable() {}

    /**
     * What is known of a budget.
     *
     * @param spent billionths of a dollar
     * @param leased by all gateways, not spent yet
     * @param denials how often somebody was refused whom a lease of another might have served
     */
    record Balance(long spent, long leased, long denials) {
        static final Balance NOTHING = new Balance(0, 0, 0);

        long left(long limit) {
            return limit - spent - leased;
        }
    }

    /** What a gateway got, and what is known since. */
    record Grant(long nanoUsd, Balance balance) {}

    /** Makes the gateway one that may lease. */
    static void register(Statements statements, String holder) throws SQLException {
        statements.update(
                "INSERT INTO budget_holders (holder, beat) VALUES (?, 0) ON CONFLICT (holder) DO NOTHING", holder);
    }

    /** Whether it still is: nobody has taken it for dead. */
    static boolean beat(Statements statements, String holder) throws SQLException {
        return statements.update("UPDATE budget_holders SET beat = beat + 1 WHERE holder = ?", holder) > 0;
    }

    static Map<String, Long> beats(Statements statements) throws SQLException {
        return statements
                .query("SELECT holder, beat FROM budget_holders", row -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What a gateway has leased of a budget, and what is known of that. */
    record Lease(long nanoUsd, Balance balance) {}

    /** The leases of a gateway. */
    static Map<Fund.Key, Lease> leases(Statements statements, String holder) throws SQLException {
        return statements
                .query(
                        "SELECT s.account, s.period_start, s.spent_nano_usd, s.leased_nano_usd, s.denials, l.leased_nano_usd"
                                + " FROM budget_leases l JOIN budget_spending s"
                                + " ON s.account = l.account AND s.period_start = l.period_start WHERE l.holder = ?",
                        row -> Map.entry(
                                new Fund.Key(row.getString(1), row.getLong(2)),
                                new Lease(row.getLong(6), new Balance(row.getLong(3), row.getLong(4), row.getLong(5)))),
                        holder)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one));
    }

    static Balance balance(Statements statements, Fund.Key fund) throws SQLException {
        return statements
                .one(
                        "SELECT spent_nano_usd, leased_nano_usd, denials FROM budget_spending" + OF_ACCOUNT,
                        row -> new Balance(row.getLong(1), row.getLong(2), row.getLong(3)),
                        fund.account(),
                        fund.periodStart())
                .orElse(Balance.NOTHING);
    }

    /**
     * Leases to a gateway what it needs, and some more where there is plenty.
     *
     * @param needed for all requests that wait
     * @param least what is of any use: nothing is leased where that is not left
     * @param more beyond that, until it holds an eighth of what no other holds
     */
    static Grant lease(Statements statements, String holder, Fund fund, long needed, long least, long more)
            throws SQLException {
        Fund.Key key = fund.key();
        Balance balance = locked(statements, key);
        long left = balance.left(fund.limitNanoUsd());
        long amount = left >= least ? left : 0;
        if (left >= needed) {
            long holds = leased(statements, holder, key);
            amount = needed + Math.max(0, Math.min(more, (left - needed + holds) / 8 - holds));
        }
        if (amount > 0) {
            statements.update(
                    "INSERT INTO budget_leases (holder, account, period_start, leased_nano_usd) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (holder, account, period_start)"
                            + " DO UPDATE SET leased_nano_usd = budget_leases.leased_nano_usd + excluded.leased_nano_usd",
                    holder,
                    key.account(),
                    key.periodStart(),
                    amount);
            statements.update(
                    "UPDATE budget_spending SET leased_nano_usd = leased_nano_usd + ?" + OF_ACCOUNT,
                    amount,
                    key.account(),
                    key.periodStart());
        } else if (balance.leased() > 0) {
            statements.update(
                    "UPDATE budget_spending SET denials = denials + 1" + OF_ACCOUNT, key.account(), key.periodStart());
        }
        return new Grant(amount, balance(statements, key));
    }

    /** Until the transaction ends nobody else changes the budget. */
    private static Balance locked(Statements statements, Fund.Key key) throws SQLException {
        statements.update(
                "INSERT INTO budget_spending (account, period_start, spent_nano_usd, leased_nano_usd, denials)"
                        + " VALUES (?, ?, 0, 0, 0) ON CONFLICT (account, period_start) DO NOTHING",
                key.account(),
                key.periodStart());
        statements.update(
                "UPDATE budget_spending SET denials = denials" + OF_ACCOUNT, key.account(), key.periodStart());
        return balance(statements, key);
    }

    /** Gives back a part of a lease. */
    static void giveBack(Statements statements, String holder, Fund.Key key, long nanoUsd) throws SQLException {
        locked(statements, key);
        reduce(statements, holder, key, nanoUsd);
    }

    /** Gives back what a lease holds beyond so much. */
    static void giveBackBeyond(Statements statements, String holder, Fund.Key key, long keep) throws SQLException {
        locked(statements, key);
        reduce(statements, holder, key, Math.max(0, leased(statements, holder, key) - keep));
    }

    /**
     * Moves money from the lease that it was spent of to what is spent; what the lease does not hold was leased by nobody.
     *
     * @return how much of it the lease held
     */
    static long spend(Statements statements, String holder, Fund.Key key, long nanoUsd) throws SQLException {
        locked(statements, key);
        statements.update(
                "UPDATE budget_spending SET spent_nano_usd = spent_nano_usd + ?" + OF_ACCOUNT,
                nanoUsd,
                key.account(),
                key.periodStart());
        return reduce(statements, holder, key, nanoUsd);
    }

    private static long leased(Statements statements, String holder, Fund.Key key) throws SQLException {
        return statements
                .one(
                        "SELECT leased_nano_usd FROM budget_leases" + OF_LEASE,
                        row -> row.getLong(1),
                        holder,
                        key.account(),
                        key.periodStart())
                .orElse(0L);
    }

    private static long reduce(Statements statements, String holder, Fund.Key key, long nanoUsd) throws SQLException {
        long lease = leased(statements, holder, key);
        long amount = Math.min(nanoUsd, lease);
        if (amount == 0) {
            return 0;
        }
        if (amount == lease) {
            statements.update("DELETE FROM budget_leases" + OF_LEASE, holder, key.account(), key.periodStart());
        } else {
            statements.update(
                    "UPDATE budget_leases SET leased_nano_usd = leased_nano_usd - ?" + OF_LEASE,
                    amount,
                    holder,
                    key.account(),
                    key.periodStart());
        }
        statements.update(
                "UPDATE budget_spending SET leased_nano_usd = leased_nano_usd - ?" + OF_ACCOUNT,
                amount,
                key.account(),
                key.periodStart());
        return amount;
    }

    /**
     * Takes all leases of a gateway back.
     *
     * @param beat the last that was seen of one that seems to be dead: one that lives has another; null: it is known to be
     * @return whether it was
     */
    static boolean release(Statements statements, String holder, @Nullable Long beat) throws SQLException {
        int found = beat == null
                ? statements.update("DELETE FROM budget_holders WHERE holder = ?", holder)
                : statements.update("DELETE FROM budget_holders WHERE holder = ? AND beat = ?", holder, beat);
        if (found == 0) {
            return false;
        }
        // In the order in which whoever settles takes the budgets, which is not the database's own.
        for (Map.Entry<Fund.Key, Lease> lease : new TreeMap<>(leases(statements, holder)).entrySet()) {
            giveBack(statements, holder, lease.getKey(), lease.getValue().nanoUsd());
        }
        return true;
    }
}
