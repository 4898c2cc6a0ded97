package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Gives every part of one choice of an answer out as a chunk; the first of them names the role. For one thread. */
final class ChunkedChoice implements AnswerForm {
    private final ChunkedAnswer answer;
    private final int index;
    private @Nullable ChunkWriter writer;

    ChunkedChoice(ChunkedAnswer answer, int index) {
        this.answer = answer;
        this.index = index;
    }

    int index() {
        return index;
    }

    /** The choice begins. Only the first call counts. */
    void begin() {
        writer();
    }

    @Override
    public void content(String text) {
        answer.give(writer().content(text));
    }

    @Override
    public void reasoning(String text) {
        answer.give(writer().reasoning(text));
    }

    @Override
    public void refusal(String text) {
        answer.give(writer().refusal(text));
    }

    @Override
    public void toolCall(int index, String id, String name, @Nullable ObjectNode extraContent) {
        answer.give(writer().toolCall(index, id, name, extraContent));
    }

    @Override
    public void toolArguments(int index, String fragment) {
        answer.give(writer().toolArguments(index, fragment));
    }

    @Override
    public void customCall(int index, String id, String name, @Nullable ObjectNode extraContent) {
        answer.give(writer().customCall(index, id, name, extraContent));
    }

    @Override
    public void customInput(int index, String text) {
        answer.give(writer().customInput(index, text));
    }

    @Override
    public void functionCall(String name) {
        answer.give(writer().functionCall(name));
    }

    @Override
    public void functionArguments(String fragment) {
        answer.give(writer().functionArguments(fragment));
    }

    @Override
    public void thinkingBlocks(ArrayNode blocks) {
        answer.give(writer().field("thinking_blocks", ProviderJson.bytes(blocks)));
    }

    @Override
    public void annotations(ArrayNode annotations) {
        answer.give(writer().field("annotations", ProviderJson.bytes(annotations)));
    }

    @Override
    public void logprobs(ArrayNode tokens) {
        answer.give(writer().logprobs(ProviderJson.bytes(tokens)));
    }

    @Override
    public void extraContent(ObjectNode extraContent) {
        answer.give(writer().field("extra_content", ProviderJson.bytes(extraContent)));
    }

    @Override
    public void finish(String reason) {
        answer.give(writer().finish(reason));
    }

    private ChunkWriter writer() {
        ChunkWriter own = writer;
        if (own == null) {
            own = answer.writer().choice(index);
            writer = own;
            answer.give(own.role());
        }
        return own;
    }
}
