package dev.serai.limits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
     * What a call tells Redis on its way. Such words may overtake each other, and get lost: none gives back what another one's
     * debts were let in by.
     *
     * @param number of the gateway's last beat or lease before
     * @param told what this gateway has let in by itself, by meters
     * @param kept of each claim's lease; negative: all
     */
    record Word(long number, Map<String, Long> told, List<Long> kept) {}

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
    Word word(List<Claim> claims) {
        long number = standing.number();
        long gateways = standing.gateways();
        Map<String, Long> told = debts.take(claims);
        List<Long> kept = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            kept.add(leases.toKeep(claim, gateways, 0) < 0 ? -1L : keepLess(claim, gateways, told));
        }
        return new Word(number, told, kept);
    }

    private synchronized long keepLess(Claim claim, long gateways, Map<String, Long> told) {
        long keep = leases.toKeep(claim, gateways, unknown(claim, told));
        if (keep >= 0) {
            leases.keep(claim, keep);
        }
        return keep;
    }

    /**
     * What a call gives back of its leases so that Redis can grant it what is free but for them.
     *
     * @return null where there is nothing to give back
     */
    @Nullable
    Word giveBack(List<Claim> claims) {
        long number = standing.number();
        Map<String, Long> told = debts.take(claims);
        List<Long> kept = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            kept.add(giveBack(claim, told));
        }
        if (kept.stream().allMatch(keep -> keep < 0)) {
            debts.lost(told);
            return null;
        }
        return new Word(number, told, kept);
    }

    private synchronized long giveBack(Claim claim, Map<String, Long> told) {
        long keep = unknown(claim, told);
        if (keep >= leases.of(claim)) {
            return -1;
        }
        leases.keep(claim, keep);
        return keep;
    }

    private long unknown(Claim claim, Map<String, Long> told) {
        return unknown(claim.meter(), claim.kind()) - told.getOrDefault(claim.meter(), 0L);
    }

    /** What was let in here and Redis may not know of. Places it does not know for a while: that is, for as long as they are held. */
    private long unknown(String meter, LimitKind kind) {
        return kind.perMinute() ? debts.unknown(meter) : own.held(meter);
    }

    /** Redis has heard a word, or has not. */
    void answered(Word word, boolean heard) {
        if (heard) {
            debts.known(word.told());
        } else {
            debts.lost(word.told());
        }
    }

    /**
     * Decides by itself; what is granted is owed.
     *
     * @param granted is told before anything more is said to Redis
     */
    synchronized Outcome take(String call, List<Claim> claims, Consumer<Outcome> granted) {
        List<Claim> mine = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            mine.add(new Claim(claim.scope(), claim.kind(), allowance(claim), claim.amount()));
        }
        Outcome outcome = own.take(call, mine);
        if (outcome.granted()) {
            all.note(claims);
            debts.owe(claims);
            granted.accept(outcome);
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
            share = Math.max(0, share - all.held(claim.meter()) + own.held(claim.meter()));
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
        return leases.wishes(standing.gateways(), this::unknown);
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
        debts.known(debts.takeAll());
        return all.takenInTheLastMinute();
    }

    long second() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }
}
