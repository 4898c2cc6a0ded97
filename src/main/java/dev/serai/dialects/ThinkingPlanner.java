package dev.serai.dialects;

import dev.serai.config.ModelFacts;
import dev.serai.dialects.ThinkingPlan.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Turns the client's wish into what the model can be told. One for each translation.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Extended thinking</a>
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive thinking</a>
 */
final class ThinkingPlanner {
    private static final int SMALLEST_BUDGET = 1024;

    /** Where the client does not tell and we must. */
    private static final int USUAL_LIMIT = 4096;

    /** A model that thinks unasked can spend so few tokens on that alone, and answer with nothing. */
    private static final int SMALL_LIMIT = 2048;

    private final ModelFacts facts;
    private final OutputLimit limit;
    private final DroppedParameters dropped;

    ThinkingPlanner(ModelFacts facts, OutputLimit limit, DroppedParameters dropped) {
        this.facts = facts;
        this.limit = limit;
        this.dropped = dropped;
    }

    /**
     * Decides.
     *
     * @param wish the client's, or null
     * @param impossible whether something else in the request, which matters more, forbids that Claude thinks
     */
    ThinkingPlan plan(@Nullable ReasoningWish wish, boolean impossible) {
        if (wish == null) {
            return facts.thinksByDefault() && (impossible || isSmall()) ? quiet(impossible) : unsaid();
        }
        return switch (facts.thinking()) {
            case NONE -> notAReasoner(wish);
            case EFFORT -> effort(wish);
            case BUDGET -> wish.isNone() || impossible ? refused(wish, impossible) : budget(wish);
            case ADAPTIVE -> wish.isNone() || impossible ? refused(wish, impossible) : adaptive(wish);
        };
    }

    private boolean isSmall() {
        return limit.asked() && limit.tokens() < SMALL_LIMIT;
    }

    private ThinkingPlan notAReasoner(ReasoningWish wish) {
        if (!wish.isNone()) {
            dropped.leftOut(wish.parameter());
        }
        return unsaid();
    }

    private ThinkingPlan refused(ReasoningWish wish, boolean impossible) {
        ThinkingPlan plan = facts.thinksByDefault() ? quiet(impossible) : unsaid();
        if (!wish.isNone()) {
            dropped.leftOut(wish.parameter());
        } else if (plan.kind() == Kind.ADAPTIVE) {
            dropped.changed(wish.parameter(), "none", String.valueOf(plan.effort()));
        }
        return plan;
    }

    /**
     * As little thinking as a model that does it unasked lets itself be told. What always thinks takes a forced tool all
     * the same, as long as it is not told to think.
     */
    private ThinkingPlan quiet(boolean impossible) {
        if (facts.thinkingCanBeDisabled()) {
            return new ThinkingPlan(Kind.DISABLED, 0, null, limit.tokens());
        }
        return impossible ? unsaid() : new ThinkingPlan(Kind.ADAPTIVE, 0, "low", limit.tokens());
    }

    private ThinkingPlan unsaid() {
        return ThinkingPlan.unsaid(limit.tokens());
    }

    private ThinkingPlan adaptive(ReasoningWish wish) {
        if (wish.isAdaptive()) {
            return new ThinkingPlan(Kind.ADAPTIVE, 0, null, limit.tokens());
        }
        String level = wish.level();
        String known =
                switch (level) {
                    case "minimal" -> "low";
                    case "xhigh", "max" -> "high"; // Few models have these, and the catalogue does not tell which.
                    default -> level;
                };
        if (!known.equals(level) && !level.equals("minimal")) {
            dropped.changed(wish.parameter(), level, known);
        }
        return new ThinkingPlan(Kind.ADAPTIVE, 0, known, limit.tokens());
    }

    /** A budget is a part of max_tokens: that grows by the budget if it must, then the budget shrinks. */
    private ThinkingPlan budget(ReasoningWish wish) {
        int budget = Math.max(wish.tokens(), SMALLEST_BUDGET);
        int tokens = limit.tokens() > 0 ? limit.tokens() : USUAL_LIMIT;
        if (budget < tokens) {
            return new ThinkingPlan(Kind.BUDGET, budget, null, tokens);
        }
        int most = facts.maxOutput() > 0 ? Math.max(facts.maxOutput(), tokens) : Integer.MAX_VALUE;
        int raised = (int) Math.min((long) tokens + budget, most);
        if (raised <= SMALLEST_BUDGET) {
            dropped.leftOut(wish.parameter());
            return unsaid();
        }
        if (limit.asked() && raised > tokens) {
            dropped.changed(limit.parameter(), tokens, raised);
        }
        int room = raised - tokens >= SMALLEST_BUDGET ? raised - tokens : raised / 2;
        return new ThinkingPlan(Kind.BUDGET, Math.max(Math.min(budget, room), SMALLEST_BUDGET), null, raised);
    }

    private ThinkingPlan effort(ReasoningWish wish) {
        String level = wish.level();
        if (facts.family().equals("nova") && isNovasMost(level)) {
            return novasMost(wish);
        }
        return new ThinkingPlan(Kind.EFFORT, 0, level, limit.tokens());
    }

    static boolean isNovasMost(String level) {
        return level.equals("high") || level.equals("xhigh") || level.equals("max");
    }

    /** Nova 2 refuses maxTokens beside its highest effort: a limit that the client set counts for more. */
    private ThinkingPlan novasMost(ReasoningWish wish) {
        if (limit.asked()) {
            dropped.changed(wish.parameter(), wish.level(), "medium");
            return new ThinkingPlan(Kind.EFFORT, 0, "medium", limit.tokens());
        }
        return new ThinkingPlan(Kind.EFFORT, 0, "high", 0);
    }
}
