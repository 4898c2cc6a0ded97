package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ThinkingPlan;

/** Writes {@code additionalModelRequestFields}: what a family has and Converse has no word for. Stateless. */
final class ConverseModelFields {
    static final String POINTER = "/additionalModelRequestFields";

    private ConverseModelFields() {}

    static void write(RequestPlan plan, ObjectNode body) {
        topK(plan, body);
        ThinkingPlan thinking = plan.thinking();
        switch (thinking.kind()) {
            case DISABLED -> thinking(body).put("type", "disabled");
            case BUDGET -> thinking(body).put("type", "enabled").put("budget_tokens", thinking.budget());
            case ADAPTIVE -> adaptive(thinking, body);
            case EFFORT -> effort(String.valueOf(thinking.effort()), plan, body);
            case UNSAID -> {}
        }
    }

    private static void topK(RequestPlan plan, ObjectNode body) {
        if (plan.sampling().topK() == null) {
            return;
        }
        switch (plan.target().facts().family()) {
            case "claude" ->
                body.withObject(POINTER).set("top_k", plan.sampling().topK());
            case "nova" ->
                body.withObject(POINTER)
                        .putObject("inferenceConfig")
                        .set("topK", plan.sampling().topK());
            default -> plan.dropped().leftOut("top_k");
        }
    }

    private static ObjectNode thinking(ObjectNode body) {
        return body.withObject(POINTER).putObject("thinking");
    }

    private static void adaptive(ThinkingPlan thinking, ObjectNode body) {
        thinking(body).put("type", "adaptive");
        if (thinking.effort() != null) {
            body.withObject(POINTER).putObject("output_config").put("effort", thinking.effort());
        }
    }

    private static void effort(String effort, RequestPlan plan, ObjectNode body) {
        boolean none = effort.equals("none");
        switch (plan.target().facts().family()) {
            case "nova" -> nova(effort, body);
            case "gpt", "gpt-reasoning" ->
                body.withObject(POINTER)
                        .putObject("reasoning")
                        .put("effort", effort.equals("minimal") ? "low" : effort);
            case "gpt-oss" -> ofThree("reasoning_effort", effort, body);
            case "deepseek" -> ofThree("reasoning_config", effort, body);
            default -> {
                if (!none) {
                    plan.dropped().leftOut("reasoning_effort");
                }
            }
        }
    }

    /** <a href="https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html">Extended thinking</a>. */
    private static void nova(String effort, ObjectNode body) {
        ObjectNode config = body.withObject(POINTER).putObject("reasoningConfig");
        if (effort.equals("none")) {
            config.put("type", "disabled");
        } else {
            config.put("type", "enabled").put("maxReasoningEffort", three(effort));
        }
    }

    /** In a field of its own, as low, medium or high; these models can't be told not to think. */
    private static void ofThree(String field, String effort, ObjectNode body) {
        if (!effort.equals("none")) {
            body.withObject(POINTER).put(field, three(effort));
        }
    }

    private static String three(String effort) {
        return switch (effort) {
            case "minimal" -> "low";
            case "xhigh", "max" -> "high";
            default -> effort;
        };
    }
}
