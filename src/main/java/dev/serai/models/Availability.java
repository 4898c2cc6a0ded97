package dev.serai.models;

import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import java.util.function.Predicate;

/**
 * What stands between a target and the next call: the one rule that requests go by, and that explains them. Thread-safe.
 */
public final class Availability {
    private static final Standing READY = new Standing(State.READY, 0);
    private static final Standing BREAKER_OPEN = new Standing(State.BREAKER_OPEN, 0);
    private static final Standing LOOKED_AT = new Standing(State.LOOKED_AT, 0);
    private static final Standing BUSY = new Standing(State.BUSY, 0);

    private final Cooldowns cooldowns;
    private final Predicate<ModelTarget> breakerOpen;
    private final Predicate<ModelTarget> lookFirst;
    private final Bulkheads bulkheads;

    /** Whether a target can be called. */
    enum State {
        READY,
        /** It has asked to be left alone, or trying it can't help. */
        RESTING,
        BREAKER_OPEN,
        /** It may be well again, and the gateway is about to look: a user's call finds out only where nobody else is left. */
        LOOKED_AT,
        /** As many calls are under way there as may be. */
        BUSY
    }

    /**
     * How a target stands now.
     *
     * @param seconds that it rests still; {@link Long#MAX_VALUE}: not before a reload
     */
    record Standing(State state, long seconds) {}

    /**
     * @param breakerOpen whether calls to the target are refused now
     * @param lookFirst whether a look is to find out if it is well again
     */
    public Availability(
            Cooldowns cooldowns,
            Predicate<ModelTarget> breakerOpen,
            Predicate<ModelTarget> lookFirst,
            Bulkheads bulkheads) {
        this.cooldowns = cooldowns;
        this.breakerOpen = breakerOpen;
        this.lookFirst = lookFirst;
        this.bulkheads = bulkheads;
    }

    Standing of(ModelTarget target, ModelMapping mapping) {
        long rests = cooldowns.secondsLeft(target, mapping);
        if (rests > 0) {
            return new Standing(State.RESTING, rests);
        }
        if (breakerOpen.test(target)) {
            return BREAKER_OPEN;
        }
        if (bulkheads.full(target)) {
            return BUSY;
        }
        return lookFirst.test(target) ? LOOKED_AT : READY;
    }

    /** Whether a target that was tried before may be tried again. */
    boolean breakerOpen(ModelTarget target) {
        return breakerOpen.test(target);
    }

    /** Takes a place there, and says whether there was one; who got it gives it back by {@link #leave}. */
    boolean enter(ModelTarget target) {
        return bulkheads.enter(target);
    }

    void leave(ModelTarget target) {
        leave(target, 1);
    }

    /** Takes more places for one who has one already, as many as are asked for if it may be; who got them gives them back. */
    int enterMore(ModelTarget target, int wanted) {
        return bulkheads.enterMore(target, wanted);
    }

    void leave(ModelTarget target, int places) {
        bulkheads.leave(target.place(), places);
    }
}
