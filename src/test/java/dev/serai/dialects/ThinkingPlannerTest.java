package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ModelFacts;
import dev.serai.dialects.ThinkingPlan.Kind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** wire.md 2.7: a budget is 1024 or more and below max_tokens, which grows by it up to the model's own limit. */
class ThinkingPlannerTest {

    @ParameterizedTest(name = "max_tokens {0}, asked {1}, the model''s {2}: max_tokens {3}, budget {4}")
    @CsvSource({
        "64000, 4096, 64000, 64000, 4096", // fits
        "4096,  4096, 64000,  8192, 4096", // must be below
        "  50,  4096, 64000,  4146, 4096",
        "  50,   100, 64000,  1074, 1024", // the least there is
        "3000,  4096,  4096,  4096, 1096", // shrinks, and leaves what was asked for
        "4096,  4096,  4096,  4096, 2048", // no room to grow: half
        "1500,  4096,  1500,  1500, 1024",
        "  50,  4096,     0,  4146, 4096", // nothing known of the model
    })
    void budgets(int maxTokens, int asked, int ofModel, int expectedMaxTokens, int expectedBudget) {
        DroppedParameters dropped = new DroppedParameters();
        ThinkingPlan plan = plan(maxTokens, asked, ofModel, dropped);

        assertThat(plan).isEqualTo(new ThinkingPlan(Kind.BUDGET, expectedBudget, null, expectedMaxTokens));
        assertThat(plan.budget()).isBetween(1024, plan.maxTokens() - 1);
        assertThat(dropped.list())
                .isEqualTo(
                        expectedMaxTokens == maxTokens
                                ? List.of()
                                : List.of("max_tokens=" + maxTokens + "->" + expectedMaxTokens));
    }

    @ParameterizedTest
    @CsvSource({"50, 512", "1024, 1024"})
    void aModelWithoutRoomDoesNotThink(int maxTokens, int ofModel) {
        DroppedParameters dropped = new DroppedParameters();

        assertThat(plan(maxTokens, 4096, ofModel, dropped).kind()).isEqualTo(Kind.UNSAID);
        assertThat(dropped.list()).containsExactly("thinking");
    }

    private static ThinkingPlan plan(int maxTokens, int asked, int ofModel, DroppedParameters dropped) {
        ModelFacts facts = withMaxOutput(TestTargets.facts("claude-3-7-sonnet"), ofModel);
        return new ThinkingPlanner(facts, new OutputLimit(maxTokens, true, "max_tokens"), dropped)
                .plan(new ReasoningWish("adaptive", asked, "thinking"), false);
    }

    private static ModelFacts withMaxOutput(ModelFacts facts, int maxOutput) {
        return new ModelFacts(
                facts.known(),
                facts.family(),
                facts.contextWindow(),
                maxOutput,
                facts.capabilities(),
                facts.sampling(),
                facts.thinking(),
                facts.thinksByDefault(),
                facts.thinkingCanBeDisabled(),
                facts.forcedToolChoice(),
                facts.prefill(),
                facts.strictTools(),
                facts.systemPrompt());
    }
}
