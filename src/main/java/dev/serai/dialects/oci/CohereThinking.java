package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ThinkingPlan;

/**
 * Writes how long a COHEREV2 model may think: it does unasked, until its budget is spent. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereThinkingV2">OCI:
 *     CohereThinkingV2</a>
 */
final class CohereThinking {
    private static final String THINKING = "thinking";

    private CohereThinking() {}

    static void write(RequestPlan plan, ObjectNode chat) {
        ThinkingPlan thinking = plan.thinking();
        String level = thinking.effort();
        if (thinking.kind() == ThinkingPlan.Kind.DISABLED || "none".equals(level)) {
            chat.putObject(THINKING).put(Fields.TYPE, "DISABLED");
        } else if (thinking.kind() == ThinkingPlan.Kind.EFFORT && level != null) {
            int asked =
                    plan.request().tree().path(THINKING).path("budget_tokens").asInt(0);
            chat.putObject(THINKING).put(Fields.TYPE, "ENABLED").put("tokenBudget", asked > 0 ? asked : budget(level));
        }
    }

    /** The budgets that a level stands for with every model that takes budgets. */
    private static int budget(String level) {
        return switch (level) {
            case "minimal", "low" -> 1024;
            case "high" -> 4096;
            case "xhigh" -> 8192;
            case "max" -> 16384;
            default -> 2048;
        };
    }
}
