package dev.serai.dialects;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Holds a body to UTF-8, the one encoding of JSON between systems (RFC 8259, 8.1). The parser would guess UTF-16 and
 * UTF-32, and let overlong forms pass, which the next parser might read differently.
 */
final class Utf8 {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Utf8() {}

    /** A client's bytes if they are UTF-8; without the byte order mark that some editors and clients put first. */
    static byte[] text(byte[] bytes) {
        boolean marked = bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
        byte[] text = marked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
        notWide(text);
        int malformed = malformedAt(text);
        if (malformed >= 0) {
            throw notUtf8(malformed);
        }
        return text;
    }

    /** JSON begins with two ASCII characters at least, so a zero among the first four bytes is UTF-16 or UTF-32. */
    private static void notWide(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                throw notUtf8(i);
            }
        }
    }

    /** Where the first byte stands that is not UTF-8; -1 if all are. */
    static int malformedAt(byte[] bytes) {
        int ascii = 0;
        while (ascii < bytes.length && bytes[ascii] >= 0) {
            ascii++;
        }
        return ascii == bytes.length ? -1 : malformedAt(ByteBuffer.wrap(bytes, ascii, bytes.length - ascii));
    }

    private static int malformedAt(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(Math.min(in.remaining(), 4096) + 2);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : -1;
    }

    private static GatewayException notUtf8(int position) {
        return new GatewayException(new GatewayError.InvalidRequest(
                "invalid_json", null, "The body isn't valid JSON: byte " + position + " isn't UTF-8."));
    }
}
