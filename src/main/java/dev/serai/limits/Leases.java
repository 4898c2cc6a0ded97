package dev.serai.limits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongBiFunction;

/**
 * What Redis has set aside for this gateway, of the limits that were asked for here in the last minute: a part of what was left of
 * each, so that something may pass at once when Redis is lost. What is to become less is less here first, and there afterwards; what
 * is to become more the other way round. Redis is never told to set aside less than what was let in by it and may not be known there
 * yet: words may overtake each other. Not thread-safe but for {@link #hear}, {@link #of} and {@link #toKeep}.
 */
final class Leases {
    /** How much of what is left all gateways together lease: a fourth. */
    private static final long PART = 4;

    private static final long IDLE = TimeUnit.SECONDS.toNanos(SlidingMinute.SECONDS);
    private static final long RENOUNCED = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanos;
    private final ConcurrentMap<String, Lease> leases = new ConcurrentHashMap<>();

    /**
     * What to ask for.
     *
     * @param amount that would be wanted of it
     * @param lowered how often it had become less by then
     */
    record Wish(String meter, LimitKind kind, long limit, long amount, long lowered) {}

    private static final class Lease {
        private final LimitKind kind;
        private volatile long limit;
        private volatile long left;
        private volatile long heard;
        private volatile boolean changed;
        private volatile long mine;
        private volatile boolean renounced;
        private long renouncedAt;
        private long toldAt;
        private long lowered;

        /** What Redis may still have of it. */
        private long there;

        private Lease(LimitKind kind) {
            this.kind = kind;
        }
    }

    Leases(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How a limit stands. */
    void hear(Claim claim, long left) {
        String meter = claim.meter();
        Lease lease = leases.get(meter);
        if (lease == null) {
            lease = leases.computeIfAbsent(meter, absent -> new Lease(claim.kind()));
        }
        lease.limit = claim.limit();
        lease.left = left;
        lease.heard = nanos.getAsLong();
        lease.changed = true;
    }

    /**
     * How much of it is to be kept, now that less is left and a call wants some; negative: all.
     *
     * @param unknown to Redis of what was let in by it
     */
    long toKeep(Claim claim, long gateways, long unknown) {
        Lease lease = leases.get(claim.meter());
        if (lease == null || lease.mine == 0) {
            return -1;
        }
        long due = Math.max(unknown, Math.min(due(lease, gateways), Math.max(0, lease.left - claim.amount())));
        return due < lease.mine ? due : -1;
    }

    private static long due(Lease lease, long gateways) {
        return lease.renounced ? 0 : lease.left / (PART * Math.max(1, gateways));
    }

    /** From now on it is that, or less. */
    void keep(Claim claim, long amount) {
        keep(claim.meter(), amount);
    }

    private void keep(String meter, long amount) {
        Lease lease = leases.get(meter);
        if (lease != null && amount < lease.mine) {
            lease.mine = amount;
            lease.lowered++;
        }
    }

    /** What may pass in any minute. */
    long of(Claim claim) {
        Lease lease = leases.get(claim.meter());
        return lease == null ? 0 : lease.mine;
    }

    /**
     * What is to be asked for next; what is to become less is less from now on.
     *
     * @param unknown to Redis of what was let in here
     */
    List<Wish> wishes(long gateways, ToLongBiFunction<String, LimitKind> unknown) {
        long now = nanos.getAsLong();
        List<Wish> wishes = new ArrayList<>();
        leases.forEach((meter, lease) -> {
            boolean idle = now - lease.heard > IDLE;
            if (lease.renounced && now - lease.renouncedAt > RENOUNCED) {
                lease.renounced = false;
            }
            if (idle && lease.there == 0) {
                leases.remove(meter, lease);
            } else if (idle || lease.changed || lease.renounced || now - lease.toldAt > IDLE) {
                lease.changed = false;
                long due = idle ? 0 : due(lease, gateways);
                keep(meter, due);
                long wish = Math.max(due, Math.min(lease.there, unknown.applyAsLong(meter, lease.kind)));
                if (wish > due) {
                    lease.changed = true;
                }
                // What is not said again, Redis forgets; and what a call gave back is there no more.
                if (wish != lease.there || wish > lease.mine || now - lease.toldAt > IDLE) {
                    lease.toldAt = now;
                    wishes.add(new Wish(meter, lease.kind, lease.limit, wish, lease.lowered));
                }
            }
        });
        return wishes;
    }

    /** Redis has set so much aside; of that, what was given back meanwhile stays given back. */
    void granted(Wish wish, long amount) {
        Lease lease = leases.get(wish.meter());
        if (lease != null) {
            lease.there = amount;
            lease.mine = lease.lowered == wish.lowered() ? amount : Math.min(lease.mine, amount);
        }
    }

    /** Nobody knows what Redis has made of it. */
    void unanswered(Wish wish) {
        Lease lease = leases.get(wish.meter());
        if (lease != null && lease.there != wish.amount()) {
            lease.there = Math.max(lease.there, wish.amount());
            lease.changed = true;
        }
    }

    /** Others want what is leased here: it is given up, and not asked for again for some seconds. */
    void renounce(Collection<String> meters) {
        for (String meter : meters) {
            Lease lease = leases.get(meter);
            if (lease != null) {
                lease.renounced = true;
                lease.renouncedAt = nanos.getAsLong();
            }
        }
    }

    /** Redis knows of none any more. */
    void forget() {
        leases.clear();
    }
}
