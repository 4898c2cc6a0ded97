package dev.serai.dialects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt remembers from its request for its answer. Immutable.
 *
 * @param model the name that the answer carries: as a rule the one that the client asked for
 * @param created Unix seconds, the same in every chunk
 * @param stream whether the provider was asked for a stream
 * @param includeUsage whether the client asked for the usage chunk
 * @param toolNames the provider's tool names back to the client's
 * @param jsonTool the reserved tool whose input is the answer's content (structured output by forced tool), or null
 * @param jsonFence whether one Markdown fence around the content is taken off (JSON asked for by instruction)
 * @param toolsForbidden whether a tool call that comes all the same is dropped ({@code tool_choice: none})
 * @param legacyFunctions whether the client speaks the deprecated {@code functions}
 * @param toolIndexFrom where an OpenAI-kind upstream begins to count tool calls
 * @param toolArguments a call's arguments back to what the client's schema says
 * @param withoutFilterResults whether what Azure's content filter found is taken out of the answer
 * @param thinkingAtOnce whether signed thinking is told when it ends, not with the end of the answer
 * @param strippedPrefixes what is cut from the beginning of texts, one after the other
 */
public record AnswerContext(
        String model,
        long created,
        boolean stream,
        boolean includeUsage,
        ToolNames toolNames,
        @Nullable String jsonTool,
        boolean jsonFence,
        boolean toolsForbidden,
        boolean legacyFunctions,
        int toolIndexFrom,
        ToolArguments toolArguments,
        boolean withoutFilterResults,
        boolean thinkingAtOnce,
        List<String> strippedPrefixes) {

    public AnswerContext {
        strippedPrefixes = List.copyOf(strippedPrefixes);
    }

    /** OpenAI's clients get signed thinking at the end. */
    public AnswerContext(
            String model,
            long created,
            boolean stream,
            boolean includeUsage,
            ToolNames toolNames,
            @Nullable String jsonTool,
            boolean jsonFence,
            boolean toolsForbidden,
            boolean legacyFunctions,
            int toolIndexFrom,
            ToolArguments toolArguments,
            boolean withoutFilterResults) {
        this(
                model,
                created,
                stream,
                includeUsage,
                toolNames,
                jsonTool,
                jsonFence,
                toolsForbidden,
                legacyFunctions,
                toolIndexFrom,
                toolArguments,
                withoutFilterResults,
                false,
                List.of());
    }

    /** Nothing but Azure has filter results to take out. */
    public AnswerContext(
            String model,
            long created,
            boolean stream,
            boolean includeUsage,
            ToolNames toolNames,
            @Nullable String jsonTool,
            boolean jsonFence,
            boolean toolsForbidden,
            boolean legacyFunctions,
            int toolIndexFrom,
            ToolArguments toolArguments) {
        this(
                model,
                created,
                stream,
                includeUsage,
                toolNames,
                jsonTool,
                jsonFence,
                toolsForbidden,
                legacyFunctions,
                toolIndexFrom,
                toolArguments,
                false);
    }

    /** Of a request whose schemas the provider has as the client wrote them. */
    public AnswerContext(
            String model,
            long created,
            boolean stream,
            boolean includeUsage,
            ToolNames toolNames,
            @Nullable String jsonTool,
            boolean jsonFence,
            boolean toolsForbidden,
            boolean legacyFunctions,
            int toolIndexFrom) {
        this(
                model,
                created,
                stream,
                includeUsage,
                toolNames,
                jsonTool,
                jsonFence,
                toolsForbidden,
                legacyFunctions,
                toolIndexFrom,
                ToolArguments.UNCHANGED);
    }

    /** The context of a request that knows neither tools nor formats. */
    public static AnswerContext ofText(ClientRequest request, long created, boolean includeUsage) {
        return new AnswerContext(
                request.model(), created, request.stream(), includeUsage, ToolNames.NONE, null, false, false, false, 0);
    }

    /** The same for an answer whose provider says when it was made, in Unix seconds. */
    public AnswerContext createdAt(long seconds) {
        return with(model, seconds, stream, withoutFilterResults, thinkingAtOnce, strippedPrefixes);
    }

    /** The same where the provider can't stream what was asked, and gives a whole answer. */
    public AnswerContext answeredWhole() {
        return with(model, created, false, withoutFilterResults, thinkingAtOnce, strippedPrefixes);
    }

    /** The same, but for the name that the answer carries. */
    AnswerContext answeredAs(String otherModel) {
        return with(otherModel, created, stream, withoutFilterResults, thinkingAtOnce, strippedPrefixes);
    }

    /** The same, but for what is cut from the beginning of texts. */
    AnswerContext withPrefixesStripped(List<String> prefixes) {
        return with(model, created, stream, withoutFilterResults, thinkingAtOnce, prefixes);
    }

    /** The same, but that signed thinking is told as soon as it ends. */
    public AnswerContext withThinkingAtOnce() {
        return with(model, created, stream, withoutFilterResults, true, strippedPrefixes);
    }

    /** The same, but for whether what Azure's content filter found is taken out. */
    public AnswerContext withFilterResultsLeftOut(boolean leftOut) {
        return with(model, created, stream, leftOut, thinkingAtOnce, strippedPrefixes);
    }

    private AnswerContext with(
            String otherModel,
            long otherCreated,
            boolean otherStream,
            boolean filterResultsLeftOut,
            boolean toldAtOnce,
            List<String> prefixes) {
        return new AnswerContext(
                otherModel,
                otherCreated,
                otherStream,
                includeUsage,
                toolNames,
                jsonTool,
                jsonFence,
                toolsForbidden,
                legacyFunctions,
                toolIndexFrom,
                toolArguments,
                filterResultsLeftOut,
                toldAtOnce,
                prefixes);
    }

    /** The context of a request that needs nothing translated back. */
    public static AnswerContext plain(ChatRequest request, long created) {
        return new AnswerContext(
                request.model(),
                created,
                request.stream(),
                request.includeUsage(),
                ToolNames.NONE,
                null,
                false,
                false,
                request.legacyFunctions(),
                0);
    }
}
