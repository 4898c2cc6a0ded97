package dev.serai.limits;

import java.util.Arrays;

/**
 * What was taken in the last minute, second by second: never more than the limit in any 60 seconds, whenever they begin. A
 * second is forgotten when the last moment of it is a minute ago. Not thread-safe.
 */
final class SlidingMinute {
    /** A whole minute may touch as many seconds. */
    static final int SECONDS = 61;

    private final long[] taken = new long[SECONDS];
    private long newest = Long.MIN_VALUE;
    private long used;

    /** What is used of the limit at this second. */
    long used(long now) {
        forget(now);
        return used;
    }

    /** Takes some, whether it is there or not. */
    void take(long amount, long now) {
        forget(now);
        taken[slot(newest)] += amount;
        used += amount;
    }

    /** Gives back all. */
    void clear() {
        Arrays.fill(taken, 0);
        used = 0;
    }

    /** Gives back some of what was taken at a second, if that still counts; never more than was taken then. */
    void giveBack(long amount, long second, long now) {
        forget(now);
        if (second > newest - SECONDS && second <= newest) {
            long back = Math.min(amount, taken[slot(second)]);
            taken[slot(second)] -= back;
            used -= back;
        }
    }

    /** In how many seconds so much will be there; 0: it is, or never will be. */
    long secondsUntil(long amount, long limit, long now) {
        long free = limit - used(now);
        if (free >= amount || amount > limit) {
            return 0;
        }
        for (long second = newest - SECONDS + 1; second <= newest; second++) {
            free += taken[slot(second)];
            if (free >= amount) {
                return second + SECONDS - newest;
            }
        }
        return SECONDS;
    }

    /** In how many seconds all will be there. */
    long secondsUntilEmpty(long now) {
        if (used(now) == 0) {
            return 0;
        }
        for (long second = newest; second > newest - SECONDS; second--) {
            if (taken[slot(second)] > 0) {
                return second + SECONDS - newest;
            }
        }
        return 0;
    }

    /** A clock that goes back takes nothing away: the newest second goes on. */
    private void forget(long now) {
        if (now <= newest) {
            return;
        }
        if (newest == Long.MIN_VALUE || now - newest >= SECONDS) {
            Arrays.fill(taken, 0);
            used = 0;
        } else {
            for (long second = newest + 1; second <= now; second++) {
                used -= taken[slot(second)];
                taken[slot(second)] = 0;
            }
        }
        newest = now;
    }

    private static int slot(long second) {
        return Math.floorMod(second, SECONDS);
    }
}
