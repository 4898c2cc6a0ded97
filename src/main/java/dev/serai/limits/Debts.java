package dev.serai.limits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** What this replica has let in by itself in the last minute, and Redis does not know of yet. Thread-safe. */
final class Debts {
    private final LongSupplier seconds;
    private final ConcurrentMap<String, SlidingMinute> owed = new ConcurrentHashMap<>();

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

    void owe(String meter, long amount) {
        long now = seconds.getAsLong();
        owed.compute(meter, (name, before) -> {
            SlidingMinute minute = before == null ? new SlidingMinute() : before;
            minute.take(amount, now);
            return minute;
        });
    }

    /** It was less than that: of what was owed at a second, and has not been taken from here yet. */
    void forgive(String meter, long amount, long second) {
        long now = seconds.getAsLong();
        owed.computeIfPresent(meter, (name, minute) -> {
            minute.giveBack(amount, second, now);
            return minute.used(now) == 0 ? null : minute;
        });
    }

    /** Takes what is owed of these; whoever does tells Redis, or owes it again. */
    Map<String, Long> take(List<Claim> claims) {
        if (owed.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> taken = new HashMap<>();
        for (Claim claim : claims) {
            take(claim.meter(), taken);
        }
        return taken;
    }

    /** Takes all. */
    Map<String, Long> takeAll() {
        Map<String, Long> taken = new HashMap<>();
        owed.keySet().forEach(meter -> take(meter, taken));
        return taken;
    }

    private void take(String meter, Map<String, Long> into) {
        SlidingMinute minute = owed.remove(meter);
        if (minute != null) {
            long used = minute.used(seconds.getAsLong());
            if (used > 0) {
                into.put(meter, used);
            }
        }
    }
}
