package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What becomes of the parts of one choice of an answer: one object at the end, or a chunk each. */
public sealed interface AnswerForm permits ChoiceBuilder, ChunkedChoice {
    void content(String text);

    void reasoning(String text);

    void refusal(String text);

    /**
     * A tool call begins.
     *
     * @param extraContent what its provider wants to see again with the call, or null
     */
    void toolCall(int index, String id, String name, @Nullable ObjectNode extraContent);

    void toolArguments(int index, String fragment);

    /**
     * A call of a tool that takes text instead of JSON begins.
     *
     * @param extraContent what its provider wants to see again with the call, or null
     */
    void customCall(int index, String id, String name, @Nullable ObjectNode extraContent);

    void customInput(int index, String text);

    /** A call in the deprecated form begins. */
    void functionCall(String name);

    void functionArguments(String fragment);

    /** All thinking that the client may hand back with its next request. */
    void thinkingBlocks(ArrayNode blocks);

    void annotations(ArrayNode annotations);

    /** How likely the tokens of the text were; may come in pieces, each an array of OpenAI's token objects. */
    void logprobs(ArrayNode tokens);

    /** What its provider wants to see again with the message. */
    void extraContent(ObjectNode extraContent);

    /** The choice is complete. */
    void finish(String reason);
}
