package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** What becomes of an answer's parts: one object at the end, or a chunk each. */
public sealed interface AnswerForm permits AnswerBuilder, ChunkedAnswer {
    void content(String text);

    void reasoning(String text);

    void refusal(String text);

    /** A tool call begins. */
    void toolCall(int index, String id, String name);

    void toolArguments(int index, String fragment);

    /** A call of a tool that takes text instead of JSON begins. */
    void customCall(int index, String id, String name);

    void customInput(int index, String text);

    /** A call in the deprecated form begins. */
    void functionCall(String name);

    void functionArguments(String fragment);

    /** All thinking that the client may hand back with its next request. */
    void thinkingBlocks(ArrayNode blocks);

    void annotations(ArrayNode annotations);

    /** The choice is complete. */
    void finish(String reason);
}
