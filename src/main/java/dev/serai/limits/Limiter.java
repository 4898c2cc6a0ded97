package dev.serai.limits;

import java.util.List;

/** Who counts. Thread-safe. */
interface Limiter extends AutoCloseable {
    /**
     * Takes what a call claims: all, or nothing. What is counted per minute comes back by itself; the rest when it is settled.
     * Waits for nobody longer than a few hundredths of a second.
     *
     * @param call an id that no other call has
     * @throws LimitsUnavailableException if nobody can count now, and what can't be counted is not to pass
     */
    Outcome take(String call, List<Claim> claims);

    /**
     * The call is over: gives back what is counted at the same time, and corrects its tokens. Waits for nobody.
     *
     * @param outcome that granted the claims
     * @param tokens that it used in the end
     */
    void settle(String call, List<Claim> claims, Outcome outcome, long tokens);

    /** Whether all replicas count together now. */
    default boolean shared() {
        return true;
    }

    @Override
    void close();
}
