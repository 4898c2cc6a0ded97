package dev.serai.models;

/**
 * How many further tries on a last target there may be: a share of all requests, so that a provider that is down is not
 * called by every one of them over and over. Thread-safe.
 *
 * <p>A token bucket: each request puts its share in, each further try takes a whole token out. It holds enough for a quiet
 * gateway's first tries.
 *
 * @see <a href="https://sre.google/sre-book/handling-overload/">Site Reliability Engineering: retry budgets</a>
 */
public final class RetryBudget {
    private static final double MOST_TOKENS = 100;

    private double tokens = 10;

    /** A request has come: it pays for so many hundredths of a further try. */
    synchronized void request(int percent) {
        tokens = Math.min(MOST_TOKENS, tokens + percent / 100.0);
    }

    /** Whether one more try may be made; of no percent none is. */
    synchronized boolean take(int percent) {
        if (percent == 0 || tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
