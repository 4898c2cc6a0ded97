package dev.serai.allowances;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a key or a team may use up. Immutable.
 *
 * @param limits at a time
 * @param budgets in dollars, all of which hold
 * @param defaultMaxTokens what a request may be answered with that says no {@code max_tokens}, where it has to be reserved;
 *     null: the gateway's own default. Of keys alone
 */
public record Allowance(
        Limits limits, List<Budget> budgets, @Nullable Integer defaultMaxTokens) {
    /** Of budgets, where somebody says them. */
    public static final int MOST_BUDGETS = 20;

    /** Of {@code defaultMaxTokens}, where somebody says it. */
    public static final int MOST_DEFAULT_TOKENS = 10_000_000;

    /** As much as is wanted. */
    public static final Allowance UNLIMITED = new Allowance(Limits.NONE, List.of(), null);

    /** What both allow: of limits the smaller, of budgets all that the other's are not already here, or smaller. */
    public Allowance heldTo(Allowance most) {
        List<Budget> both = new ArrayList<>(budgets);
        most.budgets.stream().filter(budget -> !covers(budget)).forEach(budget -> {
            both.removeIf(own -> own.period() == budget.period() && Objects.equals(own.model(), budget.model()));
            both.add(budget);
        });
        return new Allowance(limits.heldTo(most.limits), both, defaultMaxTokens);
    }

    /** Whether each of the others' budgets is here too, or a smaller one of the same period: of the same models, or of all. */
    public boolean budgetsWithin(Allowance others) {
        return others.budgets.stream().allMatch(this::covers);
    }

    private boolean covers(Budget most) {
        return budgets.stream()
                .anyMatch(own -> own.period() == most.period()
                        && own.limitNanoUsd() <= most.limitNanoUsd()
                        && (own.model() == null || own.model().equals(most.model())));
    }

    public Allowance {
        budgets = List.copyOf(budgets);
        if (defaultMaxTokens != null && defaultMaxTokens < 1) {
            throw new IllegalArgumentException("default_max_tokens is a whole number from 1");
        }
    }
}
