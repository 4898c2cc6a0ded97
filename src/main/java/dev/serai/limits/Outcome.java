package dev.serai.limits;

import java.util.List;

/**
 * What came of a call's claims: all were granted, or none. Immutable.
 *
 * @param refused the place of the claim that was too much; negative: none was
 * @param levels of each claim, in their order
 * @param second at which it was taken, by the clock of whoever counts
 */
record Outcome(int refused, List<Level> levels, long second) {
    boolean granted() {
        return refused < 0;
    }
}
