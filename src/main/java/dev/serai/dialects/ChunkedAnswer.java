package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.serai.dialects.ChatStream.ChunkSink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives every part of an answer out as a chunk. One for each stream, used by one thread at a time. */
public final class ChunkedAnswer implements AnswerForm {
    private final AnswerContext context;
    private final String fallbackId;
    private @Nullable ChunkWriter writer;
    private ChunkSink chunks = json -> {
        throw new IllegalStateException("No sink: into() comes before any part");
    };

    /** @param fallbackId the answer's id if the provider's first event brings none */
    public ChunkedAnswer(AnswerContext context, String fallbackId) {
        this.context = context;
        this.fallbackId = fallbackId;
    }

    /** Where the next chunks go. */
    public ChunkedAnswer into(ChunkSink sink) {
        chunks = sink;
        return this;
    }

    /** The answer begins: its first chunk names the role. Only the first call counts. */
    public void begin(@Nullable String id) {
        if (writer == null) {
            writer = new ChunkWriter(id == null || id.isEmpty() ? fallbackId : id, context);
            chunks.chunk(writer.role());
        }
    }

    @Override
    public void content(String text) {
        chunks.chunk(writer().content(text));
    }

    @Override
    public void reasoning(String text) {
        chunks.chunk(writer().reasoning(text));
    }

    @Override
    public void refusal(String text) {
        chunks.chunk(writer().refusal(text));
    }

    @Override
    public void toolCall(int index, String id, String name) {
        chunks.chunk(writer().toolCall(index, id, name));
    }

    @Override
    public void toolArguments(int index, String fragment) {
        chunks.chunk(writer().toolArguments(index, fragment));
    }

    @Override
    public void customCall(int index, String id, String name) {
        chunks.chunk(writer().customCall(index, id, name));
    }

    @Override
    public void customInput(int index, String text) {
        chunks.chunk(writer().customInput(index, text));
    }

    @Override
    public void functionCall(String name) {
        chunks.chunk(writer().functionCall(name));
    }

    @Override
    public void functionArguments(String fragment) {
        chunks.chunk(writer().functionArguments(fragment));
    }

    @Override
    public void thinkingBlocks(ArrayNode blocks) {
        chunks.chunk(writer().field("thinking_blocks", ProviderJson.bytes(blocks)));
    }

    @Override
    public void annotations(ArrayNode annotations) {
        chunks.chunk(writer().field("annotations", ProviderJson.bytes(annotations)));
    }

    @Override
    public void finish(String reason) {
        chunks.chunk(writer().finish(reason));
    }

    /** The usage chunk, if the client asked for it and the provider told: no number rather than a false zero. */
    public void usage(Usage usage) {
        if (context.includeUsage() && usage.reported()) {
            chunks.chunk(writer().usage(usage));
        }
    }

    private ChunkWriter writer() {
        if (writer == null) {
            begin(null);
        }
        return Objects.requireNonNull(writer);
    }
}
