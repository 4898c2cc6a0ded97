package dev.serai.dialects;

import dev.serai.dialects.ChatStream.ChunkSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives every part of an answer out as a chunk. One for each stream, used by one thread at a time. */
public final class ChunkedAnswer {
    private final AnswerContext context;
    private final String fallbackId;
    private final List<ChunkedChoice> choices = new ArrayList<>(1);
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

    /** The answer begins: the first chunk of its first choice names the role. Only the first call counts. */
    public void begin(@Nullable String id) {
        if (writer == null) {
            open(id);
            form(0).begin();
        }
    }

    /** Where the parts of a choice go: the same form for the same index, which counts from 0. */
    public AnswerForm choice(int index) {
        return form(index);
    }

    /** The usage chunk, if the client asked for it and the provider told: no number rather than a false zero. */
    public void usage(Usage usage) {
        if (context.includeUsage() && usage.reported()) {
            give(writer().usage(usage));
        }
    }

    void give(byte[] chunk) {
        chunks.chunk(chunk);
    }

    ChunkWriter writer() {
        ChunkWriter open = writer;
        return open == null ? open(null) : open;
    }

    private ChunkWriter open(@Nullable String id) {
        ChunkWriter first = new ChunkWriter(id == null || id.isEmpty() ? fallbackId : id, context);
        writer = first;
        return first;
    }

    private ChunkedChoice form(int index) {
        for (ChunkedChoice choice : choices) {
            if (choice.index() == index) {
                return choice;
            }
        }
        ChunkedChoice choice = new ChunkedChoice(this, index);
        choices.add(choice);
        return choice;
    }
}
