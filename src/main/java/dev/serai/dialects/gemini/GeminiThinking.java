package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelFacts.Thinking;
import dev.serai.dialects.Json;
import dev.serai.dialects.ReasoningWish;
import dev.serai.dialects.RequestPlan;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns the client's wish into {@code thinkingConfig}: a budget of tokens for Gemini 2.5, a level for Gemini 3, never both.
 * One for each translation.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/thinking">Vertex AI: thinking</a>
 */
final class GeminiThinking {
    private static final int DYNAMIC = -1;
    private static final int LEAST_OF_PRO = 128;
    private static final int MOST_OF_PRO = 32_768;
    private static final int MOST_OF_FLASH = 24_576;
    private static final int LEAST_OF_LITE = 512;

    /** A model that thinks unasked can spend so few tokens on that alone, and answer with nothing. */
    private static final int SMALL_LIMIT = 2048;

    private final RequestPlan plan;
    private final GeminiModel model;
    private final ModelFacts facts;
    private final ObjectNode config = Json.object();
    private int maxTokens;

    private GeminiThinking(RequestPlan plan, GeminiModel model) {
        this.plan = plan;
        this.model = model;
        this.facts = plan.target().facts();
        this.maxTokens = plan.thinking().maxTokens();
    }

    static GeminiThinking of(RequestPlan plan, GeminiModel model) {
        GeminiThinking thinking = new GeminiThinking(plan, model);
        thinking.decide(plan.reasoning());
        return thinking;
    }

    /** {@code thinkingConfig}; empty where nothing is said. */
    ObjectNode config() {
        return config;
    }

    /** The limit of the answer, its thinking included; 0: the model's own. */
    int maxTokens() {
        return maxTokens;
    }

    private void decide(@Nullable ReasoningWish wish) {
        boolean small = maxTokens > 0 && maxTokens < SMALL_LIMIT;
        if (wish == null) {
            if (facts.thinksByDefault() && small) {
                quiet();
            }
        } else if (!thinks()) {
            if (!wish.isNone()) {
                plan.dropped().leftOut(wish.parameter());
            }
        } else if (byLevel()) {
            level(wish);
        } else {
            budget(wish);
        }
    }

    private boolean thinks() {
        return facts.known() ? facts.thinking() != Thinking.NONE : model.readsJsonSchema();
    }

    private boolean byLevel() {
        return facts.known() ? facts.thinking() != Thinking.BUDGET : model.isThree();
    }

    private boolean canBeDisabled() {
        return !model.pro() && facts.thinkingCanBeDisabled();
    }

    private void quiet() {
        if (byLevel()) {
            config.put("thinkingLevel", leastLevel().toUpperCase(Locale.ROOT));
        } else {
            config.put("thinkingBudget", canBeDisabled() ? 0 : LEAST_OF_PRO);
        }
    }

    private String leastLevel() {
        return model.pro() ? "low" : "minimal";
    }

    private void level(ReasoningWish wish) {
        if (!wish.isAdaptive()) {
            String asked = wish.level();
            String level =
                    switch (asked) {
                        case "none", "minimal" -> leastLevel();
                        case "medium" -> model.pro() && model.major() == 3 && model.minor() == 0 ? "high" : "medium";
                        case "xhigh", "max" -> "high";
                        default -> asked;
                    };
            if (!level.equals(asked)) {
                plan.dropped().changed(wish.parameter(), asked, level);
            }
            config.put("thinkingLevel", level.toUpperCase(Locale.ROOT));
        }
        showThoughts(wish);
    }

    private void budget(ReasoningWish wish) {
        if (wish.isNone()) {
            quiet();
            if (!canBeDisabled()) {
                plan.dropped().changed(wish.parameter(), "none", LEAST_OF_PRO);
            }
            return;
        }
        int budget = wish.budget() > 0 ? within(wish) : ofEffort(wish.effort());
        config.put("thinkingBudget", budget == DYNAMIC ? budget : fitted(budget));
        showThoughts(wish);
    }

    /** The bounds of each model (k). */
    private int within(ReasoningWish wish) {
        int least = model.pro() ? LEAST_OF_PRO : model.lite() ? LEAST_OF_LITE : 1;
        int most = model.pro() ? MOST_OF_PRO : MOST_OF_FLASH;
        int budget = Math.max(least, Math.min(most, wish.budget()));
        if (budget != wish.budget()) {
            plan.dropped().changed(wish.parameter() + ".budget_tokens", wish.budget(), budget);
        }
        return budget;
    }

    private static int ofEffort(String effort) {
        return switch (effort) {
            case "minimal" -> 512; // (guess)
            case "low" -> 1024;
            case "medium" -> 8192; // (guess)
            case "high" -> MOST_OF_FLASH; // (guess)
            default -> DYNAMIC;
        };
    }

    /** A budget is a part of the limit: that grows by the budget if it must, then the budget shrinks. */
    private int fitted(int budget) {
        if (maxTokens == 0 || budget < maxTokens) {
            return budget;
        }
        int most = facts.maxOutput() > 0 ? Math.max(facts.maxOutput(), maxTokens) : Integer.MAX_VALUE;
        int raised = (int) Math.min((long) maxTokens + budget, most);
        int room = raised - maxTokens;
        if (room > 0) {
            plan.dropped().changed(limitParameter(), maxTokens, raised);
            maxTokens = raised;
        }
        return Math.min(budget, Math.max(room, raised / 2));
    }

    private String limitParameter() {
        return plan.request().field("max_completion_tokens") != null ? "max_completion_tokens" : "max_tokens";
    }

    private void showThoughts(ReasoningWish wish) {
        if (!wish.isNone()) {
            config.put("includeThoughts", true);
        }
    }
}
