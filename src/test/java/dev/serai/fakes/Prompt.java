package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, whatever the dialect.
 *
 * @param text the text of the last user turn
 * @param images how many images all turns hold
 * @param toolResults the results that stand in the last turn; empty if it is not one of results
 * @param tools what is offered; empty if no call is allowed
 * @param mustCall whether some tool has to be called
 * @param forcedTool the one that has to be called
 * @param parallel whether several calls may stand in one turn
 * @param schema what the answer has to match
 * @param maxTokens the most that may be said; a word is a token here
 */
record Prompt(
        String text,
        int images,
        List<String> toolResults,
        List<Tool> tools,
        boolean mustCall,
        @Nullable String forcedTool,
        boolean parallel,
        @Nullable JsonNode schema,
        int maxTokens) {

    /** A tool on offer. */
    record Tool(String name, JsonNode parameters) {}
}
