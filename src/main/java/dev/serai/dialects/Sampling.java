package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.serai.config.ModelFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is drawn, and where drawing stops. Immutable; numbers are the client's own, with their digits.
 *
 * @param temperature 0 to what the dialect takes at most, or null
 * @param topP 0 to 1, or null
 * @param topK or null
 * @param stop sequences, none of them empty
 */
public record Sampling(
        @Nullable JsonNode temperature,
        @Nullable JsonNode topP,
        @Nullable JsonNode topK,
        List<String> stop) {
    /** Beside thinking Claude takes a top_p from here to 1. */
    private static final double LEAST_TOP_P_OF_THINKING = 0.95;

    public Sampling {
        stop = List.copyOf(stop);
    }

    /** Reads what the request says and the model takes; the rest is dropped by name. */
    static Sampling of(
            ChatRequest request,
            ModelFacts facts,
            ThinkingPlan thinking,
            DialectTraits traits,
            DroppedParameters dropped) {
        JsonNode temperature = request.field("temperature");
        JsonNode topP = request.field("top_p");
        JsonNode topK = positive(request.field("top_k"));
        boolean novaThinks = "high".equals(thinking.effort()) && facts.family().equals("nova");
        boolean refused = facts.sampling() == ModelFacts.Sampling.REFUSED || novaThinks;
        // https://docs.claude.com/en/docs/build-with-claude/extended-thinking#feature-compatibility; others draw while
        // they think.
        boolean claudeThinks = thinking.thinks() && facts.family().equals("claude");
        if (refused || claudeThinks) {
            temperature = leaveOut("temperature", temperature, dropped);
            topK = leaveOut("top_k", topK, dropped);
        }
        boolean oneTooMany = facts.sampling() == ModelFacts.Sampling.ONE_OF && temperature != null;
        boolean tooLow = claudeThinks && topP != null && topP.asDouble() < LEAST_TOP_P_OF_THINKING;
        if (refused || oneTooMany || tooLow) {
            topP = leaveOut("top_p", topP, dropped);
        }
        boolean blankStops = traits.has(DialectTraits.Peculiarity.BLANK_STOPS);
        return new Sampling(
                clamped(temperature, traits.highestTemperature(), dropped),
                topP,
                topK,
                stop(request, blankStops, dropped));
    }

    /** Zero and less stand for "all of them": nothing to say. */
    private static @Nullable JsonNode positive(@Nullable JsonNode topK) {
        return topK == null || topK.asLong() <= 0 ? null : topK;
    }

    private static @Nullable JsonNode leaveOut(String name, @Nullable JsonNode value, DroppedParameters dropped) {
        if (value != null) {
            dropped.leftOut(name);
        }
        return null;
    }

    private static @Nullable JsonNode clamped(@Nullable JsonNode temperature, int highest, DroppedParameters dropped) {
        if (temperature == null || temperature.asDouble() <= highest) {
            return temperature;
        }
        dropped.changed("temperature", temperature.asText(), highest);
        return IntNode.valueOf(highest);
    }

    /** Anthropic refuses a blank sequence; an empty one means nothing to anybody. */
    private static List<String> stop(ChatRequest request, boolean blank, DroppedParameters dropped) {
        JsonNode said = request.field("stop");
        List<String> kept = new ArrayList<>();
        if (said == null) {
            return kept;
        }
        for (JsonNode sequence : said.isArray() ? said : List.of(said)) {
            String text = sequence.asText();
            if (!text.isBlank() || blank && !text.isEmpty()) {
                kept.add(text);
            } else if (!text.isEmpty()) {
                dropped.leftOut("stop");
            }
        }
        return kept;
    }
}
