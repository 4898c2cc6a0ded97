package dev.serai.calls;

import dev.serai.dialects.ChatStream;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.EventDecoder;
import dev.serai.streams.SaidText;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider's stream that is being read and translated. One for each streamed answer, used by the request's thread.
 *
 * <p>{@link #prime} reads up to the first chunk, while another provider can still take over; {@link #next} goes on from
 * there, a read of the provider at a time.
 */
public final class OpenStream {
    private static final int READ_BYTES = 16 * 1024;
    private static final long MOST_HELD_BYTES = 64L * 1024 * 1024;

    private final Attempt attempt;
    private final InputStream bytes;
    private final EventDecoder decoder;
    private final ChatStream translator;
    private final SaidText said;
    private final byte[] buffer = new byte[READ_BYTES];
    private List<byte[]> chunks = new ArrayList<>();
    private @Nullable RuntimeException broken;
    private boolean ended;
    private long held;

    /** @param texts the fields of its chunks that hold what the model says */
    public OpenStream(
            Attempt attempt, InputStream bytes, EventDecoder decoder, ChatStream translator, Set<String> texts) {
        this.attempt = attempt;
        this.bytes = bytes;
        this.decoder = decoder;
        this.translator = translator;
        this.said = new SaidText(texts);
        attempt.said(said);
    }

    /**
     * Reads until there is a first chunk. A failure that comes with it still counts as coming before it: nothing has been
     * sent.
     *
     * @throws ProviderException if the provider fails, or ends without a chunk
     */
    public void prime() {
        while (chunks.isEmpty() && !ended) {
            read();
        }
        if (broken != null) {
            throw broken;
        }
        if (chunks.isEmpty()) {
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 200, "The provider's stream ended before its first event"));
        }
        attempt.heard();
    }

    /**
     * Reads all of it, so that another provider can take over for as long as not all is there.
     *
     * @throws ProviderException if the provider fails, or ends without a chunk
     */
    public void hold() {
        prime();
        attempt.heldBack(true);
        try {
            while (!ended && held <= MOST_HELD_BYTES) {
                attempt.listening();
                read();
                attempt.heard();
            }
        } finally {
            attempt.heldBack(false);
        }
        if (broken != null) {
            throw broken;
        }
        if (!ended) {
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 200, "The provider's stream is longer than can be held back"));
        }
    }

    /** What the model has said so far. */
    public SaidText said() {
        return said;
    }

    /**
     * The chunks of the next read, perhaps none; at first those that {@link #prime} has read. If the stream has broken,
     * what came before is handed out first.
     *
     * @throws ProviderException if the stream has broken
     */
    public List<byte[]> next() {
        if (chunks.isEmpty() && !ended) {
            attempt.listening();
            read();
            attempt.heard();
        }
        if (chunks.isEmpty() && broken != null) {
            throw broken;
        }
        List<byte[]> out = chunks;
        chunks = new ArrayList<>();
        return out;
    }

    /** Whether everything has been handed out, failure included. */
    public boolean ended() {
        return ended && chunks.isEmpty() && broken == null;
    }

    /** Reads what may follow the terminal event up to the end of the bytes, so that the connection can serve again. */
    public void drain() {
        try {
            int budget = 4;
            while (budget-- > 0 && bytes.read(buffer) >= 0) {
                // The terminal event was seen: nothing that follows has a meaning.
                continue;
            }
        } catch (IOException e) {
            attempt.discard();
        }
    }

    public ChatStream translator() {
        return translator;
    }

    private void read() {
        try {
            int count = bytes.read(buffer);
            if (count < 0) {
                ended = true;
                decoder.end(this::translate);
                if (!translator.finished()) {
                    translator.end(this::take);
                }
            } else {
                decoder.feed(buffer, 0, count, this::translate);
                ended = translator.finished();
            }
        } catch (IOException e) {
            ended = true;
            broken = TransportFailure.of(attempt, e);
        } catch (ProviderException e) {
            ended = true;
            broken = e.without(attempt.shown());
        }
    }

    private void translate(StreamEvent event) {
        if (!translator.finished()) {
            translator.on(event, this::take);
        }
    }

    private void take(byte[] chunk) {
        held += chunk.length;
        said.feed(chunk);
        chunks.add(chunk);
    }
}
