package dev.serai.limits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway lets in by itself: of each limit what it has leased, or its share once that is surely its own, in any minute.
 * What it lets in so it owes to Redis. Thread-safe: who lets in by himself and who gives leases back wait for each other.
 */
final class LocalShares {
    private final LongSupplier nanos;
    private final Standing standing;
    private final Debts debts;
    private final Leases leases;

    /** All that passed here, whoever granted it. */
    private final LocalLimiter all;

    /** What was granted here. */
    private final LocalLimiter own;

    /**
     * What a call gives back of its leases on its way.
     *
     * @param number of the gateway's last word before
     * @param kept of each claim's lease; negative: all
     */
    record Kept(long number, List<Long> kept) {}

    LocalShares(LongSupplier nanos, Standing standing, Debts debts) {
        this.nanos = nanos;
        this.standing = standing;
        this.debts = debts;
        this.leases = new Leases(nanos);
        this.all = new LocalLimiter(nanos);
        this.own = new LocalLimiter(nanos);
    }

    /** Redis has decided, for everybody. */
    void learn(List<Claim> claims, Outcome outcome) {
        if (outcome.granted()) {
            all.note(claims);
        }
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            leases.hear(
                    claim, Math.max(0, claim.limit() - outcome.levels().get(i).used()));
        }
    }

    /** Where less is left than was, less is kept for an outage, so that what is left can be had by whoever asks. */
    Kept keep(List<Claim> claims) {
        long number = standing.number();
        long gateways = standing.gateways();
        List<Long> kept = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            long keep = leases.toKeep(claim, gateways, held(claim));
            if (keep >= 0) {
                lower(claim, keep);
            }
            kept.add(keep);
        }
        return new Kept(number, kept);
    }

    /**
     * What a call gives back of its leases so that Redis can grant it what is free but for them.
     *
     * @return null where there is nothing to give back
     */
    @Nullable
    Kept giveBack(List<Claim> claims) {
        long number = standing.number();
        boolean any = false;
        List<Long> kept = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            long keep = held(claim);
            boolean less = keep < leases.of(claim);
            if (less) {
                lower(claim, keep);
            }
            any |= less;
            kept.add(less ? keep : -1L);
        }
        return any ? new Kept(number, kept) : null;
    }

    /** Places that were granted here are unknown to Redis for a while: they stay leased for as long as they are held. */
    private long held(Claim claim) {
        return claim.kind().perMinute() ? 0 : own.used(claim);
    }

    private synchronized void lower(Claim claim, long keep) {
        leases.keep(claim, keep);
    }

    /** Decides by itself; what is granted is owed. */
    synchronized Outcome take(String call, List<Claim> claims) {
        List<Claim> mine = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            mine.add(new Claim(claim.scope(), claim.kind(), allowance(claim), claim.amount()));
        }
        Outcome outcome = own.take(call, mine);
        if (outcome.granted()) {
            all.note(claims);
            debts.owe(claims);
        }
        List<Level> levels = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            levels.add(level(claims.get(i), mine.get(i), outcome.levels().get(i)));
        }
        return new Outcome(outcome.refused(), levels, outcome.second());
    }

    private long allowance(Claim claim) {
        long share = standing.share(claim.limit());
        if (share > 0 && !claim.kind().perMinute()) {
            // Places that Redis granted are still held.
            share = Math.max(0, share - all.used(claim) + own.used(claim));
        }
        return Math.max(leases.of(claim), share);
    }

    private Level level(Claim claim, Claim mine, Level level) {
        long left = Math.max(0, mine.limit() - level.used());
        long wait = level.waitSeconds();
        if (wait == 0 && claim.kind().perMinute() && left < claim.amount()) {
            wait = standing.secondsUntil(claim.limit(), claim.amount());
        }
        return new Level(claim.limit() - left, wait, Math.max(wait, level.resetSeconds()));
    }

    /** A call is over. */
    void settle(String call, List<Claim> claims, Outcome outcome, long tokens, boolean granted) {
        all.settle(call, claims, outcome, tokens);
        if (granted) {
            own.settle(call, claims, outcome, tokens);
        }
    }

    /** What to say to Redis next; nothing that it does not allow is let in from now on. */
    synchronized RedisBeat.Said next(boolean together) {
        return standing.next(together);
    }

    /** Leases to ask for; what is to be less is less from now on. */
    synchronized List<Leases.Wish> wishes() {
        return leases.wishes(standing.gateways());
    }

    synchronized void leased(List<Leases.Wish> wishes, List<Long> amounts) {
        for (int i = 0; i < wishes.size(); i++) {
            leases.granted(wishes.get(i), amounts.get(i));
        }
    }

    synchronized void unanswered(List<Leases.Wish> wishes) {
        wishes.forEach(leases::unanswered);
    }

    synchronized void renounce(Collection<String> meters) {
        leases.renounce(meters);
    }

    /** Redis has forgotten all: there is no lease any more. What passed here in the last minute, by meters. */
    synchronized Map<String, Long> startAnew() {
        leases.forget();
        // All of these are among what passed here.
        debts.takeAll();
        return all.takenInTheLastMinute();
    }

    long second() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }
}
