package dev.serai.dialects;

import org.jspecify.annotations.Nullable;

/**
 * What a target is told about thinking. Immutable.
 *
 * @param kind how it is told
 * @param budget tokens for {@link Kind#BUDGET}, else 0
 * @param effort the level for {@link Kind#ADAPTIVE} and {@link Kind#EFFORT}; null: the model's own
 * @param maxTokens the limit of the answer, its thinking included; 0: the provider's default
 */
public record ThinkingPlan(Kind kind, int budget, @Nullable String effort, int maxTokens) {
    /** How a target is told. */
    public enum Kind {
        /** Not at all. */
        UNSAID,
        DISABLED,
        BUDGET,
        ADAPTIVE,
        EFFORT
    }

    static ThinkingPlan unsaid(int maxTokens) {
        return new ThinkingPlan(Kind.UNSAID, 0, null, maxTokens);
    }

    /** Whether Claude was told to think: then it takes neither a forced tool nor sampling parameters. */
    boolean thinks() {
        return kind == Kind.BUDGET || kind == Kind.ADAPTIVE;
    }
}
