package dev.serai.budgets;

/** Told of what budgets do, for the metrics: no name of a key or a team is. Any thread. */
public interface BudgetListener {
    /** Tells nobody. */
    BudgetListener NOBODY = new BudgetListener() {
        @Override
        public void refused(String scope, String period, String reason) {}

        @Override
        public void waited(long nanos) {}
    };

    /**
     * A request was refused.
     *
     * @param scope {@code key} or {@code team}
     * @param period {@code day}, {@code month} or {@code total}
     * @param reason {@code spent}, {@code reserved} for requests under way, {@code unavailable}
     */
    void refused(String scope, String period, String reason);

    /** A request has waited for the store. */
    void waited(long nanos);
}
