package dev.serai.budgets;

import dev.serai.budgets.Alerts.Alert;
import dev.serai.budgets.SpendingTable.Balance;
import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.Settlement;
import dev.serai.ledger.Spending;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what requests have spent from the budgets, in the transactions that store the requests' rows: so each is taken once,
 * whatever is replayed. Used by the thread that stores; who listens may come later.
 */
public final class SettledSpending implements Settlement {
    private static final Logger LOG = LoggerFactory.getLogger("serai.budget");

    private final Clock clock;
    private volatile Consumer<Settled> listener = part -> {};
    private volatile boolean caughtUp;

    /**
     * What a batch has spent of one budget, out of one gateway's lease.
     *
     * @param nanoUsd billionths of a dollar that were spent
     * @param taken of it from the lease: the rest was spent beyond that
     */
    record Settled(String holder, Fund.Key key, long nanoUsd, long taken) {}

    /** One lease's part of a batch. */
    private record Part(String holder, Spending.Account account) implements Comparable<Part> {
        private static final Comparator<Part> ORDER = Comparator.comparing(
                        (Part part) -> part.account().name())
                .thenComparing(part -> part.account().periodStart())
                .thenComparing(Part::holder)
                .thenComparing(part -> part.account().limitNanoUsd())
                .thenComparing(part -> String.valueOf(part.account().softNanoUsd()));

        @Override
        public int compareTo(Part other) {
            return ORDER.compare(this, other);
        }
    }

    public SettledSpending(Clock clock) {
        this.clock = clock;
    }

    /** From now on tells of each that is stored. */
    void listen(Consumer<Settled> stored) {
        listener = stored;
    }

    /** Whether what earlier processes have spent is stored. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    /** In the order of the budgets, so that two gateways never wait for each other. */
    @Override
    public Runnable storing(Statements statements, List<LedgerEntry> added) throws SQLException {
        List<Alert> reached = new ArrayList<>();
        List<Settled> settled = new ArrayList<>();
        Map<Part, Long> parts = new TreeMap<>();
        for (LedgerEntry entry : added) {
            Spending spending = entry.spending();
            if (spending != null && spending.nanoUsd() > 0) {
                for (Spending.Account account : spending.accounts()) {
                    parts.merge(new Part(spending.holder(), account), spending.nanoUsd(), Long::sum);
                }
            }
        }
        for (Map.Entry<Part, Long> part : parts.entrySet()) {
            Spending.Account account = part.getKey().account();
            Fund.Key key = new Fund.Key(account.name(), account.periodStart());
            String holder = part.getKey().holder();
            long taken = SpendingTable.spend(statements, holder, key, part.getValue());
            settled.add(new Settled(holder, key, part.getValue(), taken));
            Balance balance = SpendingTable.balance(statements, key);
            Long soft = account.softNanoUsd();
            if (soft != null && balance.spent() >= soft) {
                note(statements, reached, account, soft, balance.spent());
            }
            if (balance.spent() >= account.limitNanoUsd()) {
                note(statements, reached, account, account.limitNanoUsd(), balance.spent());
            }
        }
        return () -> {
            reached.forEach(SettledSpending::log);
            settled.forEach(listener);
        };
    }

    private void note(Statements statements, List<Alert> reached, Spending.Account account, long threshold, long spent)
            throws SQLException {
        Alert alert = Alerts.reached(statements, account, threshold, spent, clock.millis());
        if (alert != null) {
            reached.add(alert);
        }
    }

    static void log(Alert alert) {
        LOG.atWarn()
                .addKeyValue("account", alert.key().account())
                .addKeyValue("threshold_usd", Dollars.text(alert.threshold()))
                .addKeyValue("limit_usd", Dollars.text(alert.limit()))
                .addKeyValue("spent_usd", Dollars.text(alert.spent()))
                .log(alert.hard() ? "budget spent" : "budget has reached its soft limit");
    }

    @Override
    public void caughtUp() {
        caughtUp = true;
    }
}
