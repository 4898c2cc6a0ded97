package dev.serai.budgets;

import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.config.Settings;
import dev.serai.ledger.Ledger;
import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.Settlement;
import dev.serai.ledger.Spending;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The budgets of one gateway, with its ledger, at a store that others may share. */
final class Replica implements AutoCloseable {
    static final long DOLLAR = Budget.NANO_USD;

    final MovableClock clock;
    final AtomicLong nanos = new AtomicLong();
    final Ledger ledger;
    final Budgets budgets;
    final Store store;

    Replica(String url, Path folder) throws IOException {
        this(url, folder, new MovableClock());
    }

    Replica(String url, Path folder, MovableClock clock) throws IOException {
        this(url, folder, clock, new SettledSpending(clock));
    }

    private Replica(String url, Path folder, MovableClock clock, SettledSpending settled) throws IOException {
        this(url, folder, clock, settled, settled);
    }

    /** @param settlement stands before the settled spending */
    Replica(String url, Path folder, MovableClock clock, SettledSpending settled, Settlement settlement)
            throws IOException {
        this.clock = clock;
        Settings settings = Settings.only(Map.of(
                "DATABASE_URL",
                url,
                "LEDGER_ENABLED",
                "true",
                "LEDGER_JOURNAL",
                folder.resolve("journal").toString()));
        this.ledger = Objects.requireNonNull(Ledger.open(settings, true, clock, settlement));
        this.store = Store.open(Objects.requireNonNull(StoreAddress.of(settings)));
        store.prepare();
        this.budgets = new Budgets(
                store, ledger, settled, clock, () -> System.nanoTime() + nanos.get(), BudgetListener.NOBODY);
    }

    static Caller key(String id, Budget... budgets) {
        return caller(id, null, List.of(budgets), List.of());
    }

    static Caller caller(String id, @Nullable String team, List<Budget> own, List<Budget> ofTeam) {
        return new Caller(
                id,
                id,
                null,
                team,
                Set.of(),
                Set.of(),
                Globs.ALL,
                Globs.ALL,
                new Allowance(Limits.NONE, own, null),
                new Allowance(Limits.NONE, ofTeam, null),
                false);
    }

    static Budget dollars(Budget.Period period, long dollars) {
        return new Budget(period, dollars * DOLLAR, null, null);
    }

    /** Reserves, and says so in the journal. */
    Reservation begin(Caller caller, long nanoUsd) {
        Reservation reservation = Objects.requireNonNull(budgets.reserve(caller, "gpt-4o", nanoUsd));
        if (!ledger.begin(entry(reservation.id(), reservation.open()))) {
            throw new IllegalStateException("the journal is full");
        }
        return reservation;
    }

    void end(Reservation reservation, long spent) {
        ledger.append(entry(reservation.id(), reservation.spent(spent)));
        reservation.settle(spent);
    }

    static LedgerEntry entry(String id, Spending spending) {
        return new LedgerEntry(
                id,
                "req_" + id,
                1_790_000_000_123L,
                "k1",
                null,
                "chat-completions",
                "gpt-4o",
                null,
                null,
                null,
                List.of(),
                LedgerEntry.Counted.UNKNOWN,
                0,
                0,
                0,
                0,
                0,
                0,
                null,
                BigDecimal.valueOf(spending.nanoUsd(), 9),
                null,
                null,
                1,
                200,
                false,
                false,
                "",
                null,
                spending);
    }

    long spent(String account) {
        return value("spent_nano_usd", account);
    }

    long leased(String account) {
        return value("leased_nano_usd", account);
    }

    /** As if the answer to a lease had been lost on its way, or a part could not be given back. */
    void loseAnswerOfLease(String account, long nanoUsd) {
        store.write(statements -> {
            for (String table : List.of("budget_leases", "budget_spending")) {
                statements.update(
                        "UPDATE " + table + " SET leased_nano_usd = leased_nano_usd + ? WHERE account = ?",
                        nanoUsd,
                        account);
            }
            return null;
        });
    }

    private long value(String column, String account) {
        return store.read(statements -> statements
                .query(
                        "SELECT account, period_start, spent_nano_usd, leased_nano_usd FROM budget_spending",
                        row -> row.getString(1).equals(account) ? row.getLong(column) : 0L)
                .stream()
                .mapToLong(Long::longValue)
                .sum());
    }

    @Override
    public void close() {
        ledger.close();
        budgets.close();
        store.close();
    }
}
