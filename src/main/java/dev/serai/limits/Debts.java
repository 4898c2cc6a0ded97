package dev.serai.limits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * What this replica has let in by itself in the last minute, and Redis may not know of yet: it is owed, or on its way there.
 * Thread-safe.
 */
final class Debts {
    private final LongSupplier seconds;
    private final ConcurrentMap<String, Debt> debts = new ConcurrentHashMap<>();

    private static final class Debt {
        private final SlidingMinute owed = new SlidingMinute();
        private long onItsWay;
    }

    Debts(LongSupplier seconds) {
        this.seconds = seconds;
    }

    void owe(List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.kind().perMinute()) {
                owe(claim.meter(), claim.amount());
            }
        }
    }

    synchronized void owe(String meter, long amount) {
        debts.computeIfAbsent(meter, absent -> new Debt()).owed.take(amount, seconds.getAsLong());
    }

    /** It was less than that: of what was owed at a second, and has not been taken from here yet. */
    synchronized void forgive(String meter, long amount, long second) {
        Debt debt = debts.get(meter);
        if (debt != null) {
            debt.owed.giveBack(amount, second, seconds.getAsLong());
            removeIfPaid(meter, debt);
        }
    }

    /** Takes what is owed of these; whoever does tells Redis, and then says here whether it is {@link #known}. */
    Map<String, Long> take(List<Claim> claims) {
        // Calls come by here; hardly ever is anything owed.
        return debts.isEmpty()
                ? Map.of()
                : takeOwed(claims.stream().map(Claim::meter).toList());
    }

    /** Takes all. */
    Map<String, Long> takeAll() {
        return debts.isEmpty() ? Map.of() : takeOwed(List.copyOf(debts.keySet()));
    }

    private synchronized Map<String, Long> takeOwed(List<String> meters) {
        long now = seconds.getAsLong();
        Map<String, Long> taken = new HashMap<>();
        for (String meter : meters) {
            Debt debt = debts.get(meter);
            long owed = debt == null ? 0 : debt.owed.used(now);
            if (owed > 0) {
                taken.put(meter, owed);
                debt.owed.clear();
                debt.onItsWay += owed;
            } else if (debt != null) {
                removeIfPaid(meter, debt);
            }
        }
        return taken;
    }

    /** Redis knows of what was taken. */
    synchronized void known(Map<String, Long> taken) {
        taken.forEach((meter, amount) -> {
            Debt debt = debts.get(meter);
            if (debt != null) {
                debt.onItsWay -= amount;
                removeIfPaid(meter, debt);
            }
        });
    }

    /** Redis may not have heard of what was taken: it is owed again. */
    synchronized void lost(Map<String, Long> taken) {
        taken.forEach(this::owe);
        known(taken);
    }

    /** What Redis may not know of. */
    long unknown(String meter) {
        return debts.isEmpty() ? 0 : count(meter);
    }

    private synchronized long count(String meter) {
        Debt debt = debts.get(meter);
        return debt == null ? 0 : debt.owed.used(seconds.getAsLong()) + debt.onItsWay;
    }

    private void removeIfPaid(String meter, Debt debt) {
        if (debt.onItsWay == 0 && debt.owed.used(seconds.getAsLong()) == 0) {
            debts.remove(meter);
        }
    }
}
