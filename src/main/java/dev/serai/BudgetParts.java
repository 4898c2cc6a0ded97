package dev.serai;

import dev.serai.accounting.Account;
import dev.serai.accounting.Metrics;
import dev.serai.budgets.AlertSender;
import dev.serai.budgets.BudgetListener;
import dev.serai.budgets.BudgetSettings;
import dev.serai.budgets.Budgets;
import dev.serai.budgets.Dollars;
import dev.serai.budgets.Reservation;
import dev.serai.budgets.SettledSpending;
import dev.serai.calls.Call;
import dev.serai.config.Settings;
import dev.serai.ledger.Ledger;
import dev.serai.lifetimes.Opened;
import dev.serai.models.ReserveBudget;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StorePart;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The budgets and what they need, where the gateway has a ledger. Lives as long as it, and a little longer. */
final class BudgetParts implements AutoCloseable {
    final Budgets budgets;
    private final Opened opened;

    private BudgetParts(
            Opened opened, Settings settings, Ledger ledger, SettledSpending settled, Clock clock, Metrics metrics) {
        this.opened = opened;
        Store store = opened.add(Store.open(
                Objects.requireNonNull(StoreAddress.of(settings), "a ledger has a store"),
                StorePart.BUDGETS,
                settings));
        this.budgets = opened.add(Budgets.open(store, ledger, settled, clock, listener(metrics)));
        opened.add(AlertSender.open(BudgetSettings.of(settings), store, clock));
        metrics.gauge("ai_proxy_budget_reserved_usd", budgets, all -> Dollars.of(all.reservedNanoUsd())
                .doubleValue());
        metrics.gauge("ai_proxy_budget_store_up", budgets, all -> all.storeUp() ? 1 : 0);
    }

    /** Null where nobody has a budget, or none can be kept. */
    static @Nullable BudgetParts open(
            Settings settings,
            boolean guarded,
            @Nullable Ledger ledger,
            SettledSpending settled,
            Clock clock,
            Metrics metrics) {
        if (!guarded || ledger == null) {
            return null;
        }
        return Opened.whole(opened -> new BudgetParts(opened, settings, ledger, settled, clock, metrics));
    }

    private static BudgetListener listener(Metrics metrics) {
        return new BudgetListener() {
            @Override
            public void refused(String scope, String period, String reason) {
                metrics.overBudget(scope, period, reason);
            }

            @Override
            public void waited(long nanos) {
                metrics.waitedForBudget(nanos);
            }
        };
    }

    /** The step that reserves. */
    static ReserveBudget step(@Nullable BudgetParts budgets, Account account, Components parts) {
        return new ReserveBudget(
                budgets == null ? null : budgets.budgets,
                books(account),
                (target, input, output) -> target.provider().type().equals("sandbox")
                        ? Optional.of(BigDecimal.ZERO)
                        : parts.prices().costUsd(target, input, 0, 0, 0, output),
                target -> target.provider().enabled()
                        && parts.missing(target.provider()).isEmpty());
    }

    private static ReserveBudget.Books books(Account account) {
        return new ReserveBudget.Books() {
            @Override
            public boolean begun(Call call, Reservation reservation, long inputTokens, long outputTokens) {
                return account.begun(call, reservation, inputTokens, outputTokens);
            }

            @Override
            public void begun(Call call) {
                account.begun(call);
            }
        };
    }

    /** After the ledger's end. */
    @Override
    public void close() {
        opened.close();
    }
}
