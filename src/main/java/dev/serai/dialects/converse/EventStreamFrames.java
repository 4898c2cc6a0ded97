package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.serai.dialects.ProviderJson;
import dev.serai.errors.ProviderException;
import dev.serai.streams.EventDecoder;
import dev.serai.streams.StreamEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Cuts {@code application/vnd.amazon.eventstream} bytes into events. A frame's sizes are judged by its first 12 bytes,
 * before anything of it is kept. One for each stream, used by one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html">AWS: event stream encoding</a>
 */
public final class EventStreamFrames implements EventDecoder {
    /** Total length, headers length, and the checksum of both: 4 bytes each. */
    private static final int PRELUDE = 12;
    /** The prelude and the checksum at the end. */
    private static final int OVERHEAD = PRELUDE + 4;

    private static final int LARGEST_HEADERS = 128 * 1024;
    private static final int LARGEST_PAYLOAD = 24 * 1024 * 1024;

    /** The beginning of a frame whose end has not come yet. */
    private byte[] frame = new byte[1024];

    private int length;

    @Override
    public void feed(byte[] buffer, int offset, int count, Consumer<StreamEvent> events) {
        int position = offset;
        int end = offset + count;
        while (position < end) {
            position = length == 0 && holdsFrame(buffer, position, end)
                    ? decodeInPlace(buffer, position, events)
                    : collect(buffer, position, end, events);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        if (!atBoundary()) {
            throw ProviderJson.unreadable("The provider's stream ended in the middle of an event.");
        }
    }

    /** Whether all bytes so far are whole frames. */
    public boolean atBoundary() {
        return length == 0;
    }

    private static boolean holdsFrame(byte[] buffer, int position, int end) {
        return end - position >= PRELUDE && end - position >= frameLength(buffer, position);
    }

    private static int decodeInPlace(byte[] buffer, int position, Consumer<StreamEvent> events) {
        int frameLength = frameLength(buffer, position);
        events.accept(decode(buffer, position, frameLength));
        return position + frameLength;
    }

    /** Takes what the frame still lacks: its prelude first, then, as its length is known, the rest. */
    private int collect(byte[] buffer, int position, int end, Consumer<StreamEvent> events) {
        int wanted = length < PRELUDE ? PRELUDE : frameLength(frame, 0);
        int taken = Math.min(wanted - length, end - position);
        append(buffer, position, taken);
        if (length >= PRELUDE && length == frameLength(frame, 0)) {
            length = 0;
            events.accept(decode(frame, 0, frameLength(frame, 0)));
        }
        return position + taken;
    }

    private void append(byte[] buffer, int position, int count) {
        if (length + count > frame.length) {
            frame = Arrays.copyOf(frame, Math.max(frame.length * 2, length + count));
        }
        System.arraycopy(buffer, position, frame, length, count);
        length += count;
    }

    /** The whole frame's length, as its prelude says. */
    private static int frameLength(byte[] bytes, int start) {
        ByteBuffer prelude = ByteBuffer.wrap(bytes, start, PRELUDE);
        long total = Integer.toUnsignedLong(prelude.getInt());
        long headers = Integer.toUnsignedLong(prelude.getInt());
        long payload = total - headers - OVERHEAD;
        if (headers > LARGEST_HEADERS || payload < 0 || payload > LARGEST_PAYLOAD) {
            throw ProviderJson.unreadable("The provider's stream holds an event of an impossible size.");
        }
        return (int) total;
    }

    private static StreamEvent decode(byte[] bytes, int start, int length) {
        try {
            return event(Message.decode(ByteBuffer.wrap(bytes, start, length)));
        } catch (RuntimeException damaged) {
            throw new ProviderException(
                    ProviderJson.unreadable("The provider's stream holds a damaged event.")
                            .failure(),
                    damaged);
        }
    }

    private static StreamEvent event(Message message) {
        Map<String, HeaderValue> headers = message.getHeaders();
        return switch (header(headers, ":message-type")) {
            case "exception" -> new StreamEvent(true, header(headers, ":exception-type"), message.getPayload());
            case "error" -> new StreamEvent(true, header(headers, ":error-code"), errorPayload(headers));
            default -> new StreamEvent(false, header(headers, ":event-type"), message.getPayload());
        };
    }

    /** An error that the service did not model has its words in a header; they are given in an exception's form. */
    private static byte[] errorPayload(Map<String, HeaderValue> headers) {
        return ProviderJson.bytes(
                JsonNodeFactory.instance.objectNode().put("message", header(headers, ":error-message")));
    }

    private static String header(Map<String, HeaderValue> headers, String name) {
        HeaderValue value = headers.get(name);
        return value == null ? "" : value.getString();
    }
}
