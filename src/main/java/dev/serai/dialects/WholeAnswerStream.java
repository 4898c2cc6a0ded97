package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.streams.StreamEvent;

/**
 * A stream made of a whole answer, for a provider that can't stream what was asked: all parts come at its end, in the form
 * that the client asked for. One for each answer, used by one thread at a time.
 */
public final class WholeAnswerStream implements ChatStream {
    private final AnswerContext context;
    private final ChunkedAnswer answer;
    private final Translation translation;
    private Usage usage = Usage.UNREPORTED;
    private String finishReason = "";

    /** How a provider's whole answer becomes parts. */
    public interface Translation {
        /**
         * Gives the parts out, and the finish at their end.
         *
         * @return OpenAI's finish reason
         */
        String parts(ObjectNode body, AnswerParts parts);

        Usage usage(ObjectNode body);
    }

    /** @param id the answer's */
    public WholeAnswerStream(AnswerContext context, String id, Translation translation) {
        this.context = context;
        this.answer = new ChunkedAnswer(context, id);
        this.translation = translation;
    }

    @Override
    public Framing framing() {
        return Framing.WHOLE_JSON;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        ObjectNode body = ProviderJson.object(event.data());
        answer.into(chunks).begin("");
        finishReason = translation.parts(body, new AnswerParts(context, answer.choice(0)));
        usage = translation.usage(body);
        answer.usage(usage);
    }

    @Override
    public void end(ChunkSink chunks) {
        if (!finished()) {
            throw ProviderJson.unreadable("The provider's answer is empty.");
        }
    }

    @Override
    public boolean finished() {
        return !finishReason.isEmpty();
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
