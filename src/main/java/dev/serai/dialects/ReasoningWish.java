package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How hard the client wants the model to think: {@code reasoning_effort}, or the {@code thinking} extension, which says it
 * more exactly and so goes first. Immutable.
 *
 * @param effort {@code none} to {@code max}; {@code adaptive}: as hard as the model sees fit
 * @param budget tokens for thinking, 0 if not said
 * @param parameter under which name it was said
 */
public record ReasoningWish(String effort, int budget, String parameter) {
    private static final String ADAPTIVE = "adaptive";
    private static final Set<String> LEVELS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** Null if the client says nothing. */
    static @Nullable ReasoningWish of(ChatRequest request) {
        JsonNode effort = request.field("reasoning_effort");
        JsonNode thinking = request.field("thinking");
        if (thinking == null) {
            return effort == null ? null : new ReasoningWish(effort.asText(), 0, "reasoning_effort");
        }
        String level = effort == null ? ADAPTIVE : effort.asText();
        return switch (thinking.path("type").asText()) {
            case "disabled" -> new ReasoningWish("none", 0, "thinking");
            case "enabled" ->
                new ReasoningWish(level, thinking.path("budget_tokens").asInt(0), "thinking");
            default -> new ReasoningWish(level, 0, "thinking");
        };
    }

    public boolean isNone() {
        return effort.equals("none");
    }

    public boolean isAdaptive() {
        return effort.equals(ADAPTIVE) && budget == 0;
    }

    /** Tokens for a model that takes a budget. */
    int tokens() {
        if (budget > 0) {
            return budget;
        }
        return switch (effort) {
            case "minimal", "low" -> 1024;
            case "high" -> 4096;
            case "xhigh" -> 8192;
            case "max" -> 16384;
            default -> 2048;
        };
    }

    /** A level for a model that takes one. */
    public String level() {
        if (budget > 0) {
            return budget < 2048 ? "low" : budget < 4096 ? "medium" : "high";
        }
        return LEVELS.contains(effort) ? effort : "medium";
    }
}
