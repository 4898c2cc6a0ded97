package dev.serai.dialects;

/**
 * How a wire format, with the model behind it, differs from its relatives, for {@link RequestPlanner}. Immutable.
 *
 * @param longestToolName characters
 * @param unsaidOutputLimit tokens that are asked for where the client says nothing; 0: nothing is
 * @param forcedChoice which of the two ways to require a tool there are
 * @param toolHistory whether calls and results of tools may stand in a chat that now offers none
 * @param remoteImages whether the provider fetches pictures
 * @param caches whether the prompt can be cached
 * @param cachesTools whether the tools can be, too
 */
public record DialectTraits(
        int longestToolName,
        int unsaidOutputLimit,
        ForcedChoice forcedChoice,
        boolean toolHistory,
        boolean remoteImages,
        boolean caches,
        boolean cachesTools) {

    /** How a tool can be required. */
    public enum ForcedChoice {
        /** Any of them, or one by its name. */
        NAMED,
        /** Any of them. */
        ANY,
        NEVER
    }
}
