package dev.serai.dialects;

import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of a text's pieces into {@code text_completion} chunks. It is finished when the provider's bytes are, since
 * the usage may come behind the reason. One for each streamed answer, used by one thread at a time.
 */
public final class TextStream implements ChatStream {
    private final Framing framing;
    private final Function<StreamEvent, Piece> reader;
    private final boolean includeUsage;
    private final TextChunks writer;
    private String finishReason = "";
    private Usage usage = Usage.UNREPORTED;
    private boolean finished;

    /**
     * What an event says.
     *
     * @param text may be empty
     * @param reason why the text ends here, or null
     * @param usage all that was used so far, or {@link Usage#UNREPORTED}
     */
    public record Piece(String text, @Nullable FinishReason reason, Usage usage) {
        /** An event that says nothing. */
        public static final Piece NOTHING = new Piece("", null, Usage.UNREPORTED);
    }

    /** @param reader reads an event; throws {@link ProviderException} if it is an error, or can't be read */
    public TextStream(Framing framing, AnswerContext context, Function<StreamEvent, Piece> reader) {
        this.framing = framing;
        this.reader = reader;
        this.includeUsage = context.includeUsage();
        this.writer = new TextChunks(AnswerIds.completion(), context);
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished) {
            return;
        }
        Piece piece = reader.apply(event);
        if (piece.usage().reported()) {
            usage = piece.usage();
        }
        if (!piece.text().isEmpty() && finishReason.isEmpty()) {
            chunks.chunk(writer.text(0, piece.text()));
        }
        FinishReason reason = piece.reason();
        if (reason != null && finishReason.isEmpty()) {
            finishReason = reason.openai(false, false);
            chunks.chunk(writer.finish(0, finishReason));
        }
    }

    @Override
    public void end(ChunkSink chunks) {
        if (finishReason.isEmpty()) {
            throw ProviderJson.unreadable("The provider's stream ended before its answer did.");
        }
        finished = true;
        if (includeUsage && usage.reported()) {
            chunks.chunk(writer.usage(usage));
        }
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public String finishReason() {
        return finishReason;
    }
}
