package dev.serai.dialects;

import dev.serai.errors.ErrorEnvelope;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;

/**
 * Turns one provider's stream into that of a client: OpenAI's chunks, or what else its {@link ClientDialect} frames. One for
 * each streamed answer, used by one thread at a time.
 *
 * <p>{@link #on} for every event, then {@link #end} at the end of the provider's bytes, unless {@link #finished} says
 * earlier that the terminal event was seen.
 */
public interface ChatStream {

    /** How the provider frames its events. */
    Framing framing();

    /**
     * Translates an event.
     *
     * @throws ProviderException if it is an error event, or can't be read
     */
    void on(StreamEvent event, ChunkSink chunks);

    /**
     * The provider's bytes have ended.
     *
     * @throws ProviderException if the terminal event was never seen
     */
    void end(ChunkSink chunks);

    /** Whether the provider's terminal event was seen: what follows means nothing. */
    boolean finished();

    /** The last usage that was reported; {@link Usage#UNREPORTED} until then. */
    Usage usage();

    /** The usage that the client is told of: more than {@link #usage} where somebody else has begun the answer. */
    default Usage told() {
        return usage();
    }

    /** OpenAI's finish reason as far as known, for the books; empty until then. */
    String finishReason();

    /**
     * What the client is told last, instead of an end, when the stream breaks after its first chunk: a chunk like any other,
     * whole and readable by itself. May be called whatever state the translation is in. Never throws.
     */
    default byte[] broken(GatewayError error, String requestId) {
        return ErrorEnvelope.sseError(error);
    }

    /** How events are framed. */
    enum Framing {
        /** {@code text/event-stream}. */
        SERVER_SENT_EVENTS,
        /** The same, but each {@code data:} line is an event, whether a blank line follows or not. */
        DATA_LINES,
        /** {@code application/vnd.amazon.eventstream}. */
        AWS_EVENT_STREAM,
        /** No stream at all: {@code application/json}, one event. */
        WHOLE_JSON
    }

    /** Takes the chunks of a stream, each whole: a {@code chat.completion.chunk} object, or an event with its frame. */
    @FunctionalInterface
    interface ChunkSink {
        /** @param chunk UTF-8; the sink may keep it, the caller does not touch it again */
        void chunk(byte[] chunk);
    }
}
