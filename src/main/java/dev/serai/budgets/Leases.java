package dev.serai.budgets;

import dev.serai.budgets.Alerts.Alert;
import dev.serai.budgets.Purse.Wish;
import dev.serai.budgets.SettledSpending.Settled;
import dev.serai.budgets.SpendingTable.Grant;
import dev.serai.budgets.SpendingTable.Lease;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process comes to money: it leases from the store, says that it lives, gives back what it does not use, and looks after
 * {@link OtherGateways}. Threads of its own do it; no request's thread asks the store. Thread-safe; lives until closed.
 */
final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final int THREADS = 3;
    private static final int CLOSING_TRIES = 3;
    private static final int MOST_WAITING = 10_000;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** So long known budgets go on without the store; then others may have taken this process for dead. */
    static final long ALIVE_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final Store store;
    private final SettledSpending settled;
    private final Clock clock;
    private final LongSupplier nanos;
    private final HolderFile file;
    private final OtherGateways others;
    private final ThreadPoolExecutor threads;
    private volatile Holder holder = new Holder();
    private volatile boolean storeUp = true;

    /** @param nanos {@link System#nanoTime} */
    Leases(Store store, SettledSpending settled, HolderFile file, Clock clock, LongSupplier nanos) {
        this.store = store;
        this.settled = settled;
        this.file = file;
        this.clock = clock;
        this.nanos = nanos;
        this.others = new OtherGateways(store);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "serai-leases");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        settled.listen(this::stored);
    }

    /** Under what name this process leases now. */
    Holder holder() {
        return holder;
    }

    /** Whether what was leased may be spent. */
    boolean alive(Holder of) {
        return of.alive(nanos.getAsLong(), ALIVE_NANOS);
    }

    boolean storeUp() {
        return storeUp;
    }

    /** Whether money of a process before this one may still be on its way back. */
    boolean mayGetMore() {
        return !file.earlier().isEmpty();
    }

    private void stored(Settled settled) {
        Holder current = holder;
        Purse purse = settled.holder().equals(current.id()) ? current.purse(settled.key()) : null;
        if (purse != null) {
            purse.stored(settled.nanoUsd(), settled.taken());
        }
    }

    /** Leases what a purse lacks, beside the request. */
    void lease(Holder of, Purse purse) {
        Wish wish = purse.wish(nanos.getAsLong());
        if (wish == null) {
            return;
        }
        try {
            threads.execute(() -> lease(of, purse, wish));
        } catch (RejectedExecutionException e) {
            unavailable(purse);
        }
    }

    private void lease(Holder of, Purse purse, Wish first) {
        try {
            register(of);
            for (@Nullable Wish wish = first; wish != null; ) {
                Grant grant = grant(of, wish);
                wish = grant == null ? unavailable(purse) : purse.leased(wish, grant, nanos.getAsLong());
            }
            storeUp = true;
        } catch (StoreException | IOException e) {
            failed("can't be leased from", e);
            unavailable(purse);
        } catch (RuntimeException e) {
            LOG.error("leasing failed", e);
            unavailable(purse);
        }
    }

    private @Nullable Wish unavailable(Purse purse) {
        purse.unavailable(nanos.getAsLong());
        return null;
    }

    private void failed(String what, Exception e) {
        if (storeUp) {
            LOG.warn("the store of the budgets {}", what, e);
        }
        storeUp = false;
    }

    private void register(Holder of) throws IOException {
        synchronized (of) {
            if (!of.registered()) {
                file.add(of.id());
                store.prepare();
                long now = nanos.getAsLong();
                store.write(statements -> {
                    SpendingTable.register(statements, of.id());
                    return null;
                });
                of.beat(now);
            }
        }
    }

    /** Null where this process was taken for dead. */
    private @Nullable Grant grant(Holder of, Wish wish) {
        long now = nanos.getAsLong();
        @Nullable Alert[] reached = new @Nullable Alert[1];
        Grant grant = store.write(statements -> {
            reached[0] = null;
            if (!SpendingTable.beat(statements, of.id())) {
                return null;
            }
            Fund fund = wish.fund();
            Grant granted = SpendingTable.lease(statements, of.id(), fund, wish.needed(), wish.least(), wish.more());
            long spent = granted.balance().spent();
            boolean nearlySpent = spent >= fund.limitNanoUsd() / 10 * 9;
            if (granted.nanoUsd() == 0 && nearlySpent && spent + wish.least() > fund.limitNanoUsd()) {
                reached[0] = Alerts.reached(statements, fund.account(), fund.limitNanoUsd(), spent, clock.millis());
            }
            return granted;
        });
        if (reached[0] != null) {
            SettledSpending.log(reached[0]);
        }
        if (grant == null) {
            lost(of);
        } else {
            of.beat(now);
        }
        return grant;
    }

    private synchronized void lost(Holder of) {
        if (holder == of) {
            LOG.warn("other gateways have taken this one for dead, and its leases with it; it begins anew");
            holder = new Holder();
        }
    }

    /** What has to be done now and then: says that it lives, gives back, forgets, looks after others. Once at a time. */
    void tend() {
        try {
            store.prepare();
            giveBackOfEarlier();
            Holder of = holder;
            if (of.registered()) {
                tend(of);
            }
            storeUp = true;
        } catch (StoreException | IOException e) {
            failed("does not answer", e);
        }
    }

    /** What a process before this one had leased in the same folder, now that all it has spent is stored. */
    private void giveBackOfEarlier() throws IOException {
        if (!settled.isCaughtUp() || file.earlier().isEmpty()) {
            return;
        }
        for (String earlier : file.earlier()) {
            store.write(statements -> SpendingTable.release(statements, earlier, null));
        }
        file.forgetEarlier();
    }

    private void tend(Holder of) {
        long now = nanos.getAsLong();
        @Nullable
        Map<Fund.Key, Lease> leases = store.write(statements ->
                SpendingTable.beat(statements, of.id()) ? SpendingTable.leases(statements, of.id()) : null);
        if (leases == null) {
            lost(of);
            return;
        }
        of.beat(now);
        for (Purse purse : of.purses()) {
            Lease lease = leases.get(purse.key());
            long keep = lease == null ? Purse.ALL : purse.giveBack(now, IDLE_NANOS, lease);
            if (keep != Purse.ALL) {
                giveBackBeyond(of, purse, keep);
            } else if (purse.retire(now, IDLE_NANOS)) {
                of.forget(purse);
                if (lease != null) {
                    // No more than that: another purse may lease already.
                    giveBack(of, purse.key(), lease.nanoUsd());
                }
            }
        }
        others.lookAfter(of, now);
    }

    private void giveBackBeyond(Holder of, Purse purse, long keep) {
        try {
            store.write(statements -> {
                SpendingTable.giveBackBeyond(statements, of.id(), purse.key(), keep);
                return null;
            });
        } finally {
            if (purse.gaveBack()) {
                lease(of, purse);
            }
        }
    }

    private void giveBack(Holder of, Fund.Key key, long nanoUsd) {
        store.write(statements -> {
            SpendingTable.giveBack(statements, of.id(), key, nanoUsd);
            return null;
        });
    }

    /** Gives everything back, if the ledger has stored what it was spent for; else the next process of this folder does. */
    @Override
    public void close() {
        threads.shutdownNow();
        // A store that has just come back may be found to be away once more.
        for (int left = CLOSING_TRIES - 1; ; left--) {
            try {
                giveBackAll(holder);
                return;
            } catch (StoreException | IOException e) {
                if (left == 0) {
                    LOG.warn("what was leased of budgets stays so until the gateway starts again", e);
                    return;
                }
            }
        }
    }

    private void giveBackAll(Holder of) throws IOException {
        giveBackOfEarlier();
        if (of.registered() && of.purses().stream().allMatch(Purse::quiet)) {
            store.write(statements -> SpendingTable.release(statements, of.id(), null));
            file.remove(of.id());
        }
    }
}
