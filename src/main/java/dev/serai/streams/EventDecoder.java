package dev.serai.streams;

import java.util.function.Consumer;

/** Cuts a stream's bytes into events, wherever the reads happen to end. One for each stream, used by one thread. */
public interface EventDecoder {

    /**
     * Takes the bytes of one read and hands out every event that they complete.
     *
     * @throws dev.serai.errors.ProviderException if the framing is broken or an event is too large
     */
    void feed(byte[] buffer, int offset, int length, Consumer<StreamEvent> events);

    /** The bytes have ended: hands out an event that is whole but for its closing blank line. */
    void end(Consumer<StreamEvent> events);
}
