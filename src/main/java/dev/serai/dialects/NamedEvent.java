package dev.serai.dialects;

import java.nio.charset.StandardCharsets;

/** Frames an event that has a name, for clients who go by it. Pure functions. */
public final class NamedEvent {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private NamedEvent() {}

    /**
     * The event as it goes to the client.
     *
     * @param name ASCII without line breaks
     * @param json on one line
     */
    public static byte[] of(String name, byte[] json) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[EVENT.length + ascii.length + DATA.length + json.length + END.length];
        int at = put(EVENT, event, 0);
        at = put(ascii, event, at);
        at = put(DATA, event, at);
        at = put(json, event, at);
        put(END, event, at);
        return event;
    }

    private static int put(byte[] bytes, byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }
}
