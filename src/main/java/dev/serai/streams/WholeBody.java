package dev.serai.streams;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * A body that is no stream, as the one event of a stream: what a provider sends where it can't stream. One for each answer,
 * used by one thread at a time.
 */
public final class WholeBody implements EventDecoder {
    private static final int LARGEST = 64 * 1024 * 1024;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public void feed(byte[] buffer, int offset, int length, Consumer<StreamEvent> events) {
        if (body.size() + length > LARGEST) {
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 200, "The provider's answer is larger than " + LARGEST + " bytes"));
        }
        body.write(buffer, offset, length);
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        events.accept(new StreamEvent(false, "", body.toByteArray()));
    }
}
