package dev.serai.streams;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts {@code text/event-stream} bytes into events: on line ends of any kind, never inside a character. One for each
 * stream, used by one thread at a time. Two departures from the standard, since providers need them: an event at the end
 * without its blank line counts, and an event is limited to 4 MiB.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">WHATWG:
 *     interpreting an event stream</a>
 */
public final class ServerSentEvents implements EventDecoder {
    static final int LARGEST_EVENT = 4 * 1024 * 1024;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_FEED = {'\n'};

    private final boolean lineIsEvent;

    /** The beginning of a line whose end has not come yet. */
    private final ByteQueue line = new ByteQueue();

    private final ByteQueue data = new ByteQueue();
    private boolean hasData;
    private String name = "";
    private byte[] nameBytes = {};
    private String knownName = "";
    private boolean afterCarriageReturn;
    private boolean atStart = true;

    public ServerSentEvents() {
        this(false);
    }

    private ServerSentEvents(boolean lineIsEvent) {
        this.lineIsEvent = lineIsEvent;
    }

    /**
     * For servers that send one line of data an event, and forget the blank lines between them: an event is complete with
     * its line.
     */
    public static ServerSentEvents ofDataLines() {
        return new ServerSentEvents(true);
    }

    @Override
    public void feed(byte[] buffer, int offset, int length, Consumer<StreamEvent> events) {
        int end = offset + length;
        int lineStart = offset;
        for (int i = offset; i < end; i++) {
            byte character = buffer[i];
            if (character != '\n' && character != '\r') {
                afterCarriageReturn = false;
            } else if (character == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                lineStart = i + 1;
            } else {
                afterCarriageReturn = character == '\r';
                lineEnds(buffer, lineStart, i, events);
                lineStart = i + 1;
            }
        }
        checkSize(end - lineStart);
        line.append(buffer, lineStart, end);
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        if (line.length() > 0) {
            lineEnds(line.array(), 0, 0, events);
        }
        dispatch(events);
    }

    private void lineEnds(byte[] buffer, int from, int to, Consumer<StreamEvent> events) {
        checkSize(to - from);
        if (line.length() == 0) {
            line(buffer, from, to, events);
        } else {
            line.append(buffer, from, to);
            line(line.array(), 0, line.length(), events);
            line.clear();
        }
    }

    private void line(byte[] bytes, int start, int end, Consumer<StreamEvent> events) {
        int from = atStart ? behindByteOrderMark(bytes, start, end) : start;
        atStart = false;
        if (from == end) {
            dispatch(events);
        } else if (bytes[from] != ':') {
            field(bytes, from, end);
            if (lineIsEvent && hasData) {
                dispatch(events);
            }
        }
    }

    private void field(byte[] bytes, int start, int end) {
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        if (Arrays.equals(bytes, start, colon, DATA, 0, DATA.length)) {
            data(bytes, value, end);
        } else if (Arrays.equals(bytes, start, colon, EVENT, 0, EVENT.length)) {
            name(bytes, value, end);
        }
    }

    private void data(byte[] bytes, int from, int to) {
        if (hasData) {
            data.append(LINE_FEED, 0, 1);
        }
        data.append(bytes, from, to);
        hasData = true;
    }

    /** A stream has few names, each many times: the last one is not made again. */
    private void name(byte[] bytes, int from, int to) {
        if (!Arrays.equals(bytes, from, to, nameBytes, 0, nameBytes.length)) {
            nameBytes = Arrays.copyOfRange(bytes, from, to);
            knownName = new String(nameBytes, StandardCharsets.UTF_8);
        }
        name = knownName;
    }

    private void dispatch(Consumer<StreamEvent> events) {
        String eventName = name;
        name = "";
        if (hasData) {
            hasData = false;
            events.accept(new StreamEvent(false, eventName, data.take()));
        }
    }

    private void checkSize(int more) {
        if ((long) line.length() + data.length() + more > LARGEST_EVENT) {
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE, 200, "The provider's stream holds an event of more than 4 MiB."));
        }
    }

    private static int behindByteOrderMark(byte[] bytes, int start, int end) {
        boolean marked = end - start >= BYTE_ORDER_MARK.length
                && Arrays.equals(
                        bytes, start, start + BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? start + BYTE_ORDER_MARK.length : start;
    }
}
