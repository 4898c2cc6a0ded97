package dev.serai.dialects.messages;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.StrictSchema.Subset;

/**
 * What a wire format of chat takes of a conversation in Anthropic's words. Immutable.
 *
 * @param mostStops how many stop sequences it takes
 * @param thinks whether it can be told how to think in Anthropic's words, rather than in a level alone
 * @param seesResults whether a tool's result may hold pictures; where not, they follow in what the user says
 * @param shortUsers whether it refuses a user's name that is long, or that has other signs than letters and digits
 * @param strictInFull whether it holds a model to a tool's schema only where this is all that OpenAI's strict mode takes:
 *     Anthropic's lets properties be optional
 * @param strict what that mode takes, there and wherever nobody else says
 */
record ChatTraits(
        int mostStops, boolean thinks, boolean seesResults, boolean shortUsers, boolean strictInFull, Subset strict) {
    /** OpenAI's chats take four. */
    private static final int FOUR = 4;

    static ChatTraits of(ModelTarget target) {
        return switch (target.dialect()) {
            case "openai" -> new ChatTraits(FOUR, false, false, true, true, Subset.of(target));
            // Anthropic's own limit is the body's; so is that of Claude on Bedrock, and Bedrock itself judges the
            // others.
            case "converse", "anthropic" -> new ChatTraits(Integer.MAX_VALUE, true, true, false, false, Subset.OPENAI);
            default -> new ChatTraits(FOUR, true, true, false, false, Subset.OPENAI);
        };
    }
}
