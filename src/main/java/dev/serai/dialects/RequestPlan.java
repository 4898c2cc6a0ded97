package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is decided before a request is written in a provider's words: what is said, what may be called, how the model
 * thinks and draws, and what was given up. One for each translation; nothing but {@code dropped} changes.
 *
 * @param conversation all that was said
 * @param tools what the model is shown, the reserved tool for structured output included
 * @param names its tools' names there
 * @param nativeSchema the schema that the provider itself enforces on the answer, or null
 * @param jsonTool the reserved tool whose input is the answer, or null
 * @param jsonFence whether JSON was asked for in words
 * @param jsonMode whether a JSON object is asked for, and the format has a field for that
 * @param toolsForbidden whether the model is not to call what it is shown
 * @param thinking what it is told about thinking, and the limit of its answer
 * @param sampling how it draws
 */
public record RequestPlan(
        ChatRequest request,
        ModelTarget target,
        Conversation conversation,
        ToolOffer tools,
        ToolAliases names,
        OutputFormat.@Nullable JsonSchema nativeSchema,
        @Nullable String jsonTool,
        boolean jsonFence,
        boolean jsonMode,
        boolean toolsForbidden,
        ThinkingPlan thinking,
        Sampling sampling,
        DroppedParameters dropped) {

    /**
     * The schema that the target holds a tool's arguments to; empty where the client does not ask for it, or the target
     * can't: then that is named among what was dropped.
     */
    public Optional<ObjectNode> strictSchema(ToolDefinition tool) {
        if (!tool.strict()) {
            return Optional.empty();
        }
        Optional<ObjectNode> schema = !target.facts().strictTools()
                ? Optional.empty()
                : isClaude() ? ClaudeSchema.of(tool.parameters()) : Optional.of(tool.parameters());
        if (schema.isEmpty()) {
            dropped.leftOut("tools[].function.strict");
        }
        return schema;
    }

    /** How hard the client wants the model to think, for a format that plans that itself; null if it does not say. */
    public @Nullable ReasoningWish reasoning() {
        return ReasoningWish.of(request);
    }

    public boolean isClaude() {
        return target.facts().family().equals("claude");
    }

    /** The plan, written. */
    public ProviderRequest written(String path, Map<String, String> headers, byte[] body) {
        return written(path, headers, body, ToolArguments.UNCHANGED);
    }

    /** The plan, written, where calls come back with other arguments than the client's schemas say. */
    public ProviderRequest written(String path, Map<String, String> headers, byte[] body, ToolArguments arguments) {
        return new ProviderRequest(path, headers, body, dropped.list(), answerContext(arguments));
    }

    private AnswerContext answerContext(ToolArguments arguments) {
        return new AnswerContext(
                request.model(),
                System.currentTimeMillis() / 1000,
                request.stream(),
                request.includeUsage(),
                names.back(),
                jsonTool,
                jsonFence,
                toolsForbidden,
                request.legacyFunctions(),
                0,
                arguments);
    }
}
