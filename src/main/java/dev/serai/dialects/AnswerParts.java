package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the parts of one choice of an answer in the order in which a provider gives them, and applies what the request decided about them:
 * the reserved JSON tool becomes content, a forbidden call is dropped, a fence is taken off, tools get the client's names
 * and dense numbers. The same for whole answers and streams. One for each choice, used by one thread at a time.
 */
public final class AnswerParts {
    private final AnswerContext context;
    private final AnswerForm form;
    private final @Nullable FenceStripper fence;
    /** Text before the reserved tool's call: a preamble that would spoil the JSON, or the answer if no such call comes. */
    private final StringBuilder preamble = new StringBuilder();

    private final ArrayNode thinkingBlocks = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
    private final List<ToolPart> tools = new ArrayList<>();
    private boolean jsonToolUsed;
    private boolean functionSigned;
    private boolean anything;
    private int calls;
    private int length;

    public AnswerParts(AnswerContext context, AnswerForm form) {
        this.context = context;
        this.form = form;
        this.fence = context.jsonFence() ? new FenceStripper() : null;
    }

    /** The next piece of the answer's text. */
    public void text(String fragment) {
        if (context.jsonTool() != null) {
            preamble.append(fragment);
        } else {
            content(fence == null ? fragment : fence.accept(fragment));
        }
    }

    /** A block of thinking begins. */
    public ThinkingPart thinking() {
        return new ThinkingPart(form::reasoning, this::signedThinking);
    }

    /** Thinking that only its provider can read. */
    public void redactedThinking(String data) {
        thinkingBlocks.addObject().put("type", "redacted_thinking").put("data", data);
        thought();
    }

    /** Why the model refused, in its own words. */
    public void refusal(String text) {
        anything = true;
        form.refusal(text);
    }

    /**
     * The text from {@code start} on cites a page.
     *
     * @param start {@link #length} before the text that cites
     */
    public void citation(String title, String url, int start) {
        citation(title, url, start, length);
    }

    /** A piece of the text cites a page; start and end are counted as {@link #length} is. */
    public void citation(String title, String url, int start, int end) {
        annotations
                .addObject()
                .put("type", "url_citation")
                .putObject("url_citation")
                .put("start_index", start)
                .put("end_index", end)
                .put("title", title)
                .put("url", url);
    }

    /** Whether anything came that a client can use: text, a refusal, a call. */
    public boolean usable() {
        return anything || !preamble.isEmpty();
    }

    /** Characters (code points) of text so far. */
    public int length() {
        return length;
    }

    /**
     * A tool call begins.
     *
     * @param id the provider's, handed back unchanged; null where it gives none
     * @param name the tool's name at the provider
     */
    public ToolPart tool(@Nullable String id, String name) {
        return tool(id == null || id.isEmpty() ? AnswerIds.call() : id, name, null);
    }

    /**
     * A tool call begins.
     *
     * @param id goes to the client unchanged
     * @param name the tool's name at the provider
     * @param extraContent what the provider wants to see again with the call; goes to the client unchanged
     */
    public ToolPart tool(String id, String name, @Nullable ObjectNode extraContent) {
        ToolPart tool = begin(id, name, extraContent);
        tools.add(tool);
        return tool;
    }

    /** How likely the tokens of the text were, as OpenAI's token objects; may come in pieces. */
    public void logprobs(ArrayNode tokens) {
        if (!tokens.isEmpty()) {
            form.logprobs(tokens);
        }
    }

    /** What the provider wants to see again with the whole message; goes to the client unchanged. */
    public void extraContent(ObjectNode extraContent) {
        if (!functionSigned) {
            form.extraContent(extraContent);
        }
    }

    /**
     * The answer is complete.
     *
     * @return OpenAI's finish reason, as given to the client
     * @throws ProviderException if the model's output was broken and nothing usable came before
     */
    public String finish(FinishReason reason) {
        tools.forEach(ToolPart::end);
        if (fence != null) {
            content(fence.end());
        }
        if (!jsonToolUsed) {
            releasePreamble();
        }
        if (reason == FinishReason.MALFORMED && !anything) {
            throw ProviderJson.unreadable("The model's output was malformed, and nothing of it can be used.");
        }
        giveCollected();
        String word = reason.openai(calls > 0, context.legacyFunctions());
        form.finish(word);
        return word;
    }

    private ToolPart begin(String id, String name, @Nullable ObjectNode extraContent) {
        if (name.equals(context.jsonTool())) {
            return jsonTool();
        }
        if (context.toolsForbidden() || context.legacyFunctions() && calls > 0) {
            return dropped();
        }
        releasePreamble();
        anything = true;
        int index = calls++;
        String clientName = context.toolNames().clientName(name);
        if (context.legacyFunctions()) {
            form.functionCall(clientName);
            if (extraContent != null) {
                // The deprecated form has no place for it but the message's.
                form.extraContent(extraContent);
                functionSigned = true;
            }
            return new ToolPart(form::functionArguments);
        }
        if (context.toolNames().isCustom(name)) {
            form.customCall(index, id, clientName, extraContent);
            return ToolPart.collected(arguments -> form.customInput(index, customInput(arguments)));
        }
        form.toolCall(index, id, clientName, extraContent);
        return new ToolPart(fragment -> form.toolArguments(index, fragment));
    }

    /** The reserved tool's arguments are the answer; if it is called again, the first call stands. */
    private ToolPart jsonTool() {
        if (jsonToolUsed) {
            return dropped();
        }
        jsonToolUsed = true;
        return new ToolPart(this::content);
    }

    private static ToolPart dropped() {
        return new ToolPart(fragment -> {});
    }

    /** A custom tool was declared to the provider with one string argument {@code input}; what came otherwise stays JSON. */
    private static String customInput(String arguments) {
        String input = ProviderJson.textOrNull(
                ProviderJson.readOrMissing(arguments.getBytes(StandardCharsets.UTF_8)), "input");
        return input == null ? arguments : input;
    }

    private void content(String text) {
        if (!text.isEmpty()) {
            anything = true;
            length += text.codePointCount(0, text.length());
            form.content(text);
        }
    }

    private void releasePreamble() {
        String text = preamble.toString();
        preamble.setLength(0);
        content(text);
    }

    private void signedThinking(String text, String signature) {
        thinkingBlocks.addObject().put("type", "thinking").put("thinking", text).put("signature", signature);
        thought();
    }

    private void thought() {
        if (context.thinkingAtOnce()) {
            form.thinkingBlocks(thinkingBlocks);
            thinkingBlocks.removeAll();
        }
    }

    private void giveCollected() {
        if (!thinkingBlocks.isEmpty()) {
            form.thinkingBlocks(thinkingBlocks);
        }
        if (!annotations.isEmpty()) {
            form.annotations(annotations);
        }
    }
}
