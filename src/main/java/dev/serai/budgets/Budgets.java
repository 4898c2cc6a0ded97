package dev.serai.budgets;

import dev.serai.auth.Caller;
import dev.serai.budgets.Purse.Outcome;
import dev.serai.budgets.Purse.State;
import dev.serai.budgets.Purse.Waiter;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.ledger.Ledger;
import dev.serai.ledger.Spending;
import dev.serai.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets of keys and teams: what a request may cost is reserved before it goes to a provider, of every budget that holds
 * for it, and what it has cost is settled at its end. A request waits for the store only where what this process has leased
 * does not do, and no longer than two seconds. Thread-safe; lives until closed.
 */
public final class Budgets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);

    /** How long a request waits for the store to say whether there is money. */
    static final long LONGEST_WAIT_MILLIS = 2_000;

    /** The same while the store is known to be away. */
    private static final long WAIT_WITHOUT_STORE_MILLIS = 250;

    private static final long TEND_MILLIS = 2_000;
    private static final int RETRY_SECONDS = 2;

    private final Leases leases;
    private final Supplier<String> ids;
    private final Clock clock;
    private final LongSupplier nanos;
    private final BudgetListener listener;
    private final ScheduledExecutorService tending;

    /** Where the money of one request is. */
    private record Pot(Purse purse, Fund fund) {}

    /**
     * @param settled what the ledger was opened with
     * @param store of these budgets alone: nothing else keeps them waiting
     * @param nanos {@link System#nanoTime}
     */
    Budgets(
            Store store,
            Ledger ledger,
            SettledSpending settled,
            Clock clock,
            LongSupplier nanos,
            BudgetListener listener)
            throws IOException {
        this.leases = new Leases(store, settled, new HolderFile(ledger.folder()), clock, nanos);
        this.ids = ledger::newId;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.tending = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "serai-budgets");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to look after what it leases.
     *
     * @param settled what the ledger was opened with
     */
    public static Budgets open(
            Store store, Ledger ledger, SettledSpending settled, Clock clock, BudgetListener listener) {
        try {
            Budgets budgets = new Budgets(store, ledger, settled, clock, System::nanoTime, listener);
            budgets.tending.scheduleWithFixedDelay(budgets::tend, 0, TEND_MILLIS, TimeUnit.MILLISECONDS);
            return budgets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether anything that the caller asks of a model is paid from a budget. */
    public boolean hold(Caller caller, String model) {
        return !Fund.of(caller, model, clock).isEmpty();
    }

    /** Gives back, looks after others. */
    void tend() {
        try {
            leases.tend();
        } catch (RuntimeException e) {
            // The next run tries again; without this there would be none.
            LOG.error("the budgets could not be looked after", e);
        }
    }

    /**
     * Reserves of every budget that holds for a caller and a model, or of none.
     *
     * @param nanoUsd billionths of a dollar: what the request may cost at most
     * @return null where no budget holds
     * @throws GatewayException 429 where so much is not left of one of them; 503 where nobody can say
     */
    public @Nullable Reservation reserve(Caller caller, String model, long nanoUsd) {
        List<Fund> funds = Fund.of(caller, model, clock);
        if (funds.isEmpty()) {
            return null;
        }
        Holder holder = leases.holder();
        List<Pot> reserved = new ArrayList<>(funds.size());
        for (Fund fund : funds) {
            Purse purse =
                    nanoUsd == 0 ? holder.purse(fund, nanos.getAsLong()) : reserved(holder, fund, nanoUsd, reserved);
            reserved.add(new Pot(purse, fund));
        }
        List<Purse> purses = reserved.stream().map(Pot::purse).toList();
        List<Spending.Account> accounts = funds.stream().map(Fund::account).toList();
        return new Reservation(ids.get(), holder.id(), purses, accounts, nanoUsd);
    }

    private Purse reserved(Holder holder, Fund fund, long nanoUsd, List<Pot> before) {
        Outcome outcome = Outcome.UNAVAILABLE;
        Purse purse = holder.purse(fund, nanos.getAsLong());
        if (!holder.registered() || leases.alive(holder)) {
            outcome = take(holder, purse, fund, nanoUsd);
            while (outcome == null) {
                purse = holder.purse(fund, nanos.getAsLong());
                outcome = take(holder, purse, fund, nanoUsd);
            }
        }
        if (outcome == Outcome.RESERVED) {
            return purse;
        }
        before.forEach(pot -> pot.purse().refund(nanoUsd));
        throw refused(outcome, purse, fund, nanoUsd);
    }

    /** Null where another purse has taken its place. */
    private @Nullable Outcome take(Holder holder, Purse purse, Fund fund, long nanoUsd) {
        boolean taken = purse.take(fund, nanoUsd, nanos.getAsLong());
        Outcome outcome = taken ? Outcome.RESERVED : waited(holder, purse, nanoUsd);
        leases.lease(holder, purse);
        return outcome;
    }

    private @Nullable Outcome waited(Holder holder, Purse purse, long nanoUsd) {
        if (purse.isDenied(nanoUsd, nanos.getAsLong())) {
            return Outcome.DENIED;
        }
        Waiter waiter = purse.waiter(nanoUsd);
        if (waiter == null) {
            return null;
        }
        leases.lease(holder, purse);
        long began = nanos.getAsLong();
        try {
            long longest = leases.storeUp() ? LONGEST_WAIT_MILLIS : WAIT_WITHOUT_STORE_MILLIS;
            return waiter.outcome().get(longest, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return purse.leave(waiter) ? Outcome.RESERVED : Outcome.UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return purse.leave(waiter) ? Outcome.RESERVED : Outcome.UNAVAILABLE;
        } finally {
            listener.waited(nanos.getAsLong() - began);
        }
    }

    private GatewayException refused(Outcome outcome, Purse purse, Fund fund, long nanoUsd) {
        AccountName name = AccountName.read(fund.key().account());
        if (outcome == Outcome.UNAVAILABLE || leases.mayGetMore()) {
            listener.refused(name.scope(), name.period(), "unavailable");
            return new GatewayException(new GatewayError.Unavailable(
                    "budget_unavailable",
                    "Whether the budget allows this request can't be found out now; try again",
                    RETRY_SECONDS));
        }
        State state = purse.state();
        long limit = fund.limitNanoUsd();
        boolean spent = state.spent() + nanoUsd > limit;
        listener.refused(name.scope(), name.period(), spent ? "spent" : "reserved");
        String what = "The budget of this " + (name.scope().equals(AccountName.KEY) ? "API key" : "key's team")
                + forWhat(name) + ", " + Dollars.text(limit) + " US dollars, has "
                + Dollars.text(Math.max(0, limit - state.spent())) + " left, and this request may cost "
                + Dollars.text(nanoUsd);
        return new GatewayException(
                spent
                        ? new GatewayError.BudgetSpent(
                                what + ": lower max_tokens, send less, or have the budget raised", null)
                        : new GatewayError.BudgetSpent(
                                what + "; the rest is held for requests under way: try again", RETRY_SECONDS));
    }

    private static String forWhat(AccountName name) {
        String time = name.period().equals("total") ? "" : " for this " + name.period();
        return name.model() == null ? time : time + " and for " + name.model();
    }

    /**
     * How far the caller is with the budget that is nearest to its end, of those that hold for a model.
     *
     * @return null where no budget holds, or nobody can say in time
     */
    public @Nullable Standing standing(Caller caller, String model) {
        Standing nearest = null;
        for (Fund fund : Fund.of(caller, model, clock)) {
            Holder holder = leases.holder();
            Purse purse = holder.purse(fund, nanos.getAsLong());
            if (!purse.everSeen() && waited(holder, purse, 1) == Outcome.RESERVED) {
                purse.refund(1);
            }
            State state = purse.state();
            Standing standing = new Standing(state.spent(), fund.limitNanoUsd());
            if (purse.everSeen() && (nearest == null || standing.percent() > nearest.percent())) {
                nearest = standing;
            }
        }
        return nearest;
    }

    /**
     * How far somebody is with a budget. Billionths of a dollar.
     *
     * @param spent in the present period, by all gateways, a few seconds old where there are others
     * @param limit that may be spent in it
     */
    public record Standing(long spent, long limit) {
        public double percent() {
            return 100.0 * spent / limit;
        }
    }

    /** Promised to requests under way. */
    public long reservedNanoUsd() {
        long sum = 0;
        for (Purse purse : leases.holder().purses()) {
            sum += purse.reserved();
        }
        return sum;
    }

    /** Whether the store has answered lately. */
    public boolean storeUp() {
        return leases.storeUp();
    }

    /** After the ledger's end: what is left of the leases goes back. */
    @Override
    public void close() {
        tending.shutdownNow();
        leases.close();
    }
}
