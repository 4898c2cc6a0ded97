package dev.serai.models;

/** Tells the failover load balancer that this attempt is over and the next target may be tried. */
public final class TryNextTarget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TryNextTarget() {
        super("The next target is tried", null, false, false);
    }
}
