package dev.serai.fakes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Frames messages as AWS event streams do (https://smithy.io/2.0/aws/amazon-eventstream.html), independently of the AWS library that
 * the gateway decodes them with.
 */
public final class EventStreamFrames {
    private static final byte STRING_HEADER = 7;
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;

    private EventStreamFrames() {}

    /** An event, whose payload is JSON. */
    public static byte[] event(String type, String json) {
        return frame(":event-type", type, "event", json);
    }

    /** An exception, which ends the stream. */
    public static byte[] exception(String type, String json) {
        return frame(":exception-type", type, "exception", json);
    }

    /** An error that no exception was modelled for: its words are in headers, and it has no payload. */
    public static byte[] error(String code, String message) {
        return frame(
                concat(
                        header(":error-code", code),
                        header(":error-message", message),
                        header(":message-type", "error")),
                new byte[0]);
    }

    private static byte[] frame(String typeHeader, String type, String messageType, String json) {
        byte[] headers = concat(
                header(typeHeader, type),
                header(":content-type", "application/json"),
                header(":message-type", messageType));
        return frame(headers, json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] frame(byte[] headers, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(PRELUDE + headers.length + payload.length + CHECKSUM);
        frame.putInt(frame.capacity()).putInt(headers.length);
        frame.putInt(checksum(frame));
        frame.put(headers).put(payload);
        frame.putInt(checksum(frame));
        return frame.array();
    }

    /** CRC32 of all that was put so far. */
    private static int checksum(ByteBuffer frame) {
        CRC32 crc = new CRC32();
        crc.update(frame.array(), 0, frame.position());
        return (int) crc.getValue();
    }

    private static byte[] header(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + nameBytes.length + 1 + 2 + valueBytes.length)
                .put((byte) nameBytes.length)
                .put(nameBytes)
                .put(STRING_HEADER)
                .putShort((short) valueBytes.length)
                .put(valueBytes)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
