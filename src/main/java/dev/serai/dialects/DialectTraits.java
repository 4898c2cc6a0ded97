package dev.serai.dialects;

import java.util.Set;

/**
 * How a wire format, with the model behind it, differs from its relatives, for {@link RequestPlanner}. Immutable.
 *
 * @param longestToolName characters; 0: there are no tools, whatever the mapping says of the model
 * @param unsaidOutputLimit tokens that are asked for where the client says nothing; 0: nothing is
 * @param forcedChoice which of the two ways to require a tool there are
 * @param toolHistory whether calls and results of tools may stand in a chat that now offers none
 * @param remoteImages whether the provider fetches pictures
 * @param caches whether the prompt can be cached
 * @param cachesTools whether the tools can be, too
 * @param servedParameters OpenAI's further parameters that the format has ({@code seed}, {@code n}, {@code logprobs} …): its
 *     writer writes them; any other one is dropped, or refused where it changes what the answer means
 * @param highestTemperature a higher one is clamped to it
 * @param jsonMode whether a JSON object can be asked for without words
 * @param toolNameForm what a tool's name may look like
 * @param peculiarities in what it is unlike Claude's kind
 */
public record DialectTraits(
        int longestToolName,
        int unsaidOutputLimit,
        ForcedChoice forcedChoice,
        boolean toolHistory,
        boolean remoteImages,
        boolean caches,
        boolean cachesTools,
        Set<String> servedParameters,
        int highestTemperature,
        boolean jsonMode,
        ToolNameForm toolNameForm,
        Set<Peculiarity> peculiarities) {

    public DialectTraits {
        servedParameters = Set.copyOf(servedParameters);
        peculiarities = Set.copyOf(peculiarities);
    }

    /** Of a format without peculiarities. */
    public DialectTraits(
            int longestToolName,
            int unsaidOutputLimit,
            ForcedChoice forcedChoice,
            boolean toolHistory,
            boolean remoteImages,
            boolean caches,
            boolean cachesTools,
            Set<String> servedParameters,
            int highestTemperature,
            boolean jsonMode,
            ToolNameForm toolNameForm) {
        this(
                longestToolName,
                unsaidOutputLimit,
                forcedChoice,
                toolHistory,
                remoteImages,
                caches,
                cachesTools,
                servedParameters,
                highestTemperature,
                jsonMode,
                toolNameForm,
                Set.of());
    }

    /** Of a format that takes tools' names as OpenAI does. */
    public DialectTraits(
            int longestToolName,
            int unsaidOutputLimit,
            ForcedChoice forcedChoice,
            boolean toolHistory,
            boolean remoteImages,
            boolean caches,
            boolean cachesTools,
            Set<String> servedParameters,
            int highestTemperature,
            boolean jsonMode) {
        this(
                longestToolName,
                unsaidOutputLimit,
                forcedChoice,
                toolHistory,
                remoteImages,
                caches,
                cachesTools,
                servedParameters,
                highestTemperature,
                jsonMode,
                ToolNameForm.WORD);
    }

    /** Claude's kind: nothing beyond what Messages and Converse share, temperatures up to 1, JSON asked for in words. */
    public DialectTraits(
            int longestToolName,
            int unsaidOutputLimit,
            ForcedChoice forcedChoice,
            boolean toolHistory,
            boolean remoteImages,
            boolean caches,
            boolean cachesTools) {
        this(
                longestToolName,
                unsaidOutputLimit,
                forcedChoice,
                toolHistory,
                remoteImages,
                caches,
                cachesTools,
                Set.of(),
                1,
                false);
    }

    boolean has(Peculiarity peculiarity) {
        return peculiarities.contains(peculiarity);
    }

    /** In what a format may be unlike Claude's kind. */
    public enum Peculiarity {
        /** Sound may stand among a message's parts. */
        HEARS,
        /** An object in Google's cloud storage ({@code gs:}) may stand for its bytes. */
        READS_GOOGLE_STORAGE,
        /** It signs its answers and calls, and wants to see the signatures again: {@code extra_content}. */
        SIGNS_ANSWERS,
        /** Its writer tells the model how to think, and thinking excludes nothing else. */
        PLANS_THINKING,
        /** A stop sequence may consist of white space. */
        BLANK_STOPS,
        /** The answer can't be held to JSON where tools are offered: it is asked for in words. */
        NO_JSON_BESIDE_TOOLS
    }

    /** How a tool can be required. */
    public enum ForcedChoice {
        /** Any of them, or one by its name. */
        NAMED,
        /** Any of them. */
        ANY,
        NEVER
    }
}
