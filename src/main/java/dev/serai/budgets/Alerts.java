package dev.serai.budgets;

import dev.serai.ledger.Spending;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of who is to be told what: a row for each threshold of a budget in a period. Stateless. */
final class Alerts {
    private static final String PENDING = "pending";
    private static final String SENT = "sent";
    private static final String FAILED = "failed";
    private static final String OF_ALERT = " WHERE account = ? AND period_start = ? AND threshold_nano_usd = ?";

    private Alerts() {}

    /**
     * A threshold that was reached.
     *
     * @param threshold billionths of a dollar: the soft limit, or the limit itself
     * @param spent when it was reached
     * @param reachedAt milliseconds since 1970
     * @param attempts at telling it
     */
    record Alert(Fund.Key key, long threshold, long limit, long spent, long reachedAt, int attempts) {
        /** Whether it is the limit itself: requests are refused. */
        boolean hard() {
            return threshold == limit;
        }
    }

    /** Notes it; null if it was noted in this period. */
    static @Nullable Alert reached(
            Statements statements, Spending.Account account, long threshold, long spent, long now) throws SQLException {
        int added = statements.update(
                "INSERT INTO budget_alerts (account, period_start, threshold_nano_usd, limit_nano_usd, spent_nano_usd,"
                        + " reached_at, state, attempts, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)"
                        + " ON CONFLICT (account, period_start, threshold_nano_usd) DO NOTHING",
                account.name(),
                account.periodStart(),
                threshold,
                account.limitNanoUsd(),
                spent,
                now,
                PENDING,
                now);
        Fund.Key key = new Fund.Key(account.name(), account.periodStart());
        return added > 0 ? new Alert(key, threshold, account.limitNanoUsd(), spent, now, 0) : null;
    }

    /** Those whose time has come, the oldest first. */
    static List<Alert> due(Statements statements, long now, int most) throws SQLException {
        return statements.query(
                "SELECT account, period_start, threshold_nano_usd, limit_nano_usd, spent_nano_usd, reached_at, attempts"
                        + " FROM budget_alerts WHERE state = ? AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?",
                row -> new Alert(
                        new Fund.Key(row.getString(1), row.getLong(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getInt(7)),
                PENDING,
                now,
                most);
    }

    /** Whether this gateway is the one that tries it now. */
    static boolean claim(Statements statements, Alert alert, long nextAttemptAt) throws SQLException {
        return statements.update(
                        "UPDATE budget_alerts SET attempts = attempts + 1, next_attempt_at = ?" + OF_ALERT
                                + " AND state = ? AND attempts = ?",
                        nextAttemptAt,
                        alert.key().account(),
                        alert.key().periodStart(),
                        alert.threshold(),
                        PENDING,
                        alert.attempts())
                > 0;
    }

    /** Nobody tries it again. */
    static void end(Statements statements, Alert alert, boolean sent) throws SQLException {
        statements.update(
                "UPDATE budget_alerts SET state = ?" + OF_ALERT,
                sent ? SENT : FAILED,
                alert.key().account(),
                alert.key().periodStart(),
                alert.threshold());
    }
}
