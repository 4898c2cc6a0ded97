package dev.serai.calls;

import dev.serai.errors.GatewayError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a call that were not tried, and why: what its client is told where none was. Used by the request's thread.
 */
public final class PassedOver {
    private final List<GatewayError> incapable = new ArrayList<>(0);
    private long shortestRest = Long.MAX_VALUE;
    private boolean modelUnknown;
    private boolean breakerOpen;
    private boolean busy;

    /** A target can't do what the request means: what it would have said, were it the only one. */
    public void incapable(GatewayError why) {
        incapable.add(why);
    }

    public List<GatewayError> incapable() {
        return incapable;
    }

    /** A target rests for so many seconds; {@link Long#MAX_VALUE}: until a reload, for its provider does not know its model. */
    public void resting(long seconds) {
        modelUnknown |= seconds == Long.MAX_VALUE;
        shortestRest = Math.min(shortestRest, seconds);
    }

    /** The shortest time that a target still rests, or null where none rests for a known time. */
    public @Nullable Integer shortestRest() {
        return shortestRest == Long.MAX_VALUE ? null : (int) shortestRest;
    }

    /** Whether a target's provider has said that it does not know the model. */
    public boolean anyModelUnknown() {
        return modelUnknown;
    }

    /** A target's breaker is open. */
    public void breakerOpen() {
        breakerOpen = true;
    }

    public boolean anyBreakerOpen() {
        return breakerOpen;
    }

    /** A target's provider makes as many calls as it may. */
    public void busy() {
        busy = true;
    }

    public boolean anyBusy() {
        return busy;
    }
}
