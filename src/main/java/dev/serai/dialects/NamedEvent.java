package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames an event that has a name, for clients who go by it, and reads it again. Pure functions. */
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

    /** What stands in the data of such an event; nothing where it has none, or no JSON. */
    public static JsonNode read(byte[] event) {
        for (int i = 0; i + DATA.length < event.length; i++) {
            if (event[i] == '\n') {
                return Arrays.equals(event, i, i + DATA.length, DATA, 0, DATA.length)
                        ? ProviderJson.readOrMissing(Arrays.copyOfRange(event, i + DATA.length, event.length))
                        : MissingNode.getInstance();
            }
        }
        return MissingNode.getInstance();
    }

    private static int put(byte[] bytes, byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }
}
