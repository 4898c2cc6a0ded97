package dev.serai.budgets;

import dev.serai.budgets.SpendingTable.Balance;
import dev.serai.budgets.SpendingTable.Grant;
import dev.serai.budgets.SpendingTable.Lease;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process has leased of one budget in one period, and has neither spent nor promised. Thread-safe; its lock is held
 * for additions alone, never while the store works.
 */
final class Purse {
    /** For so long a refusal of the store's is believed, so that whoever is refused does not ask it each time. */
    private static final long BELIEVED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** For so long a store that gave less than was wished, or did not answer, is asked for needs alone. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What is leased does for so long at the present pace; asked for again at the half, it does without the store long enough. */
    private static final long LEASED_NANOS = 2 * Leases.ALIVE_NANOS;

    /** That nothing is given back. */
    static final long ALL = Long.MAX_VALUE;

    private final Fund.Key key;
    private final Deque<Waiter> waiters = new ArrayDeque<>(0);
    private Fund fund;
    private Balance seen = Balance.NOTHING;
    private boolean everSeen;
    private long free;
    private long reserved;
    /** Spent, but the store does not know it yet. */
    private long unstored;

    private boolean leasing;
    private long lastUsedNanos;
    private final Pace pace;
    /** The most that was reserved at once since the last lease. */
    private long most;

    private long pausedUntilNanos;
    private long deniedNanos;
    private long denied = Long.MAX_VALUE;
    private boolean retired;

    /** What comes of waiting. */
    enum Outcome {
        /** The money is reserved. */
        RESERVED,
        /** There is not so much left. */
        DENIED,
        /** The store does not say. */
        UNAVAILABLE
    }

    /** Somebody who needs more than is at hand. */
    record Waiter(long nanoUsd, CompletableFuture<Outcome> outcome) {}

    /** What to ask the store for. */
    record Wish(Fund fund, long needed, long least, long more) {}

    /** What is known of a budget in this process. Billionths of a dollar; what was spent by all gateways. */
    record State(Fund fund, long spent, long held) {}

    Purse(Fund fund, long nowNanos) {
        this.fund = fund;
        this.key = fund.key();
        this.lastUsedNanos = nowNanos;
        this.pausedUntilNanos = nowNanos;
        this.pace = new Pace(nowNanos);
    }

    Fund.Key key() {
        return key;
    }

    /** Reserves, if it is at hand. */
    synchronized boolean take(Fund now, long nanoUsd, long nowNanos) {
        fund = now;
        lastUsedNanos = nowNanos;
        pace.pass(nowNanos);
        if (retired || !waiters.isEmpty() || free < nanoUsd) {
            return false;
        }
        reserve(nanoUsd);
        return true;
    }

    private void reserve(long nanoUsd) {
        free -= nanoUsd;
        reserved += nanoUsd;
        most = Math.max(most, reserved);
    }

    /** Whether the store has just said that so much is not there. */
    synchronized boolean isDenied(long nanoUsd, long nowNanos) {
        return nanoUsd >= denied && nowNanos - deniedNanos < BELIEVED_NANOS;
    }

    /** Waits for more; its outcome comes on another thread. Null: another purse has taken the place of this one. */
    synchronized @Nullable Waiter waiter(long nanoUsd) {
        if (retired) {
            return null;
        }
        Waiter waiter = new Waiter(nanoUsd, new CompletableFuture<>());
        waiters.add(waiter);
        serve();
        return waiter;
    }

    /**
     * Whoever waited waits no more.
     *
     * @return whether the money was reserved meanwhile
     */
    synchronized boolean leave(Waiter waiter) {
        waiters.remove(waiter);
        return waiter.outcome().getNow(Outcome.UNAVAILABLE) == Outcome.RESERVED;
    }

    private void serve() {
        while (!waiters.isEmpty() && waiters.getFirst().nanoUsd() <= free) {
            Waiter first = waiters.removeFirst();
            reserve(first.nanoUsd());
            first.outcome().complete(Outcome.RESERVED);
        }
    }

    /** What has to be leased, or null; until {@link #leased} or {@link #unavailable} it is asked once. */
    synchronized @Nullable Wish wish(long nowNanos) {
        if (leasing || retired || waiters.isEmpty() && !isScarce(nowNanos)) {
            return null;
        }
        leasing = true;
        return wished(nowNanos);
    }

    private boolean isScarce(long nowNanos) {
        return nowNanos - pausedUntilNanos >= 0 && free < enough(nowNanos) / 2 && !isDenied(free + 1, nowNanos);
    }

    /** What should be at hand: for the requests under way, and for as long as the store may be away. */
    private long enough(long nowNanos) {
        return most + pace.needs(LEASED_NANOS, nowNanos);
    }

    private Wish wished(long nowNanos) {
        long needed = -Math.min(0, free);
        long least = Long.MAX_VALUE;
        for (Waiter waiter : waiters) {
            needed += waiter.nanoUsd();
            least = Math.min(least, waiter.nanoUsd());
        }
        long more = Math.max(needed, enough(nowNanos) - Math.max(0, free));
        needed = Math.max(1, needed - Math.max(0, free));
        return new Wish(fund, needed, waiters.isEmpty() ? 1 : Math.max(1, Math.min(needed, least - free)), more);
    }

    /**
     * The store has answered.
     *
     * @return what to ask for next, or null
     */
    synchronized @Nullable Wish leased(Wish wish, Grant grant, long nowNanos) {
        see(grant.balance());
        free += grant.nanoUsd();
        most = reserved;
        pausedUntilNanos = grant.nanoUsd() < wish.needed() + wish.more() ? nowNanos + PAUSE_NANOS : nowNanos;
        serve();
        if (grant.nanoUsd() < wish.needed()) {
            denied = Math.max(
                            0,
                            free + Math.max(0, grant.balance().left(wish.fund().limitNanoUsd())))
                    + 1;
            deniedNanos = nowNanos;
            for (Waiter waiter : List.copyOf(waiters)) {
                if (waiter.nanoUsd() <= free || waiter.nanoUsd() >= denied) {
                    waiters.remove(waiter);
                    decide(waiter);
                }
            }
        }
        leasing = !waiters.isEmpty();
        return leasing ? wished(nowNanos) : null;
    }

    private void decide(Waiter waiter) {
        if (waiter.nanoUsd() <= free) {
            reserve(waiter.nanoUsd());
            waiter.outcome().complete(Outcome.RESERVED);
        } else {
            waiter.outcome().complete(Outcome.DENIED);
        }
    }

    /** The store has not answered. */
    synchronized void unavailable(long nowNanos) {
        leasing = false;
        pausedUntilNanos = nowNanos + PAUSE_NANOS;
        while (!waiters.isEmpty()) {
            waiters.removeFirst().outcome().complete(Outcome.UNAVAILABLE);
        }
    }

    /** A request has ended. */
    synchronized void settle(long wasReserved, long spent) {
        reserved -= wasReserved;
        free += wasReserved - spent;
        unstored += spent;
        pace.spend(spent);
        denied = Long.MAX_VALUE;
        serve();
    }

    /** Gives back what was reserved of a request that did not begin. */
    synchronized void refund(long wasReserved) {
        reserved -= wasReserved;
        free += wasReserved;
        serve();
    }

    /**
     * The store knows that so much was spent.
     *
     * @param taken of it from the lease. What was spent beyond that is spent of the budget by now, and need not be leased any more
     */
    synchronized void stored(long spent, long taken) {
        unstored -= spent;
        free += spent - taken;
        seen = new Balance(seen.spent() + spent, seen.leased() - taken, seen.denials());
        serve();
    }

    synchronized void see(Balance balance) {
        seen = balance;
        everSeen = true;
    }

    synchronized State state() {
        return new State(fund, seen.spent() + unstored, Math.max(0, seen.leased() - unstored));
    }

    synchronized boolean everSeen() {
        return everSeen;
    }

    /**
     * Begins to give back: all that is free, where nobody has used it for a while or others were refused it, and what the
     * store holds beyond what is known here, because it failed in the middle of a lease or of giving back. Until {@link #gaveBack} nothing
     * is leased, so that the store never has less than what is kept here.
     *
     * @param lease what the store has; if that is no longer so, a little less is given back
     * @return what must be kept of the lease, or {@link #ALL}
     */
    synchronized long giveBack(long nowNanos, long idleNanos, Lease lease) {
        Balance now = lease.balance();
        boolean wanted = everSeen && now.denials() != seen.denials();
        see(now);
        if (leasing) {
            return ALL;
        }
        boolean unused = nowNanos - lastUsedNanos >= idleNanos;
        if (free > 0 && (wanted || unused)) {
            free = 0;
        } else if (lease.nanoUsd() <= free + reserved + unstored) {
            return ALL;
        }
        leasing = true;
        return Math.max(0, free + reserved + unstored);
    }

    /**
     * The store has been asked, and has taken it or not.
     *
     * @return whether somebody waits for a lease since
     */
    synchronized boolean gaveBack() {
        leasing = false;
        return !waiters.isEmpty();
    }

    /** Ends, if it holds nothing and nobody has used it for a while: whatever the store still has of it can be given back. */
    synchronized boolean retire(long nowNanos, long idleNanos) {
        retired = quiet() && free <= 0 && waiters.isEmpty() && !leasing && nowNanos - lastUsedNanos >= idleNanos;
        return retired;
    }

    /** Promised to requests under way. */
    synchronized long reserved() {
        return reserved;
    }

    /** Whether all that was spent is stored, and nothing is promised. */
    synchronized boolean quiet() {
        return reserved == 0 && unstored == 0;
    }
}
