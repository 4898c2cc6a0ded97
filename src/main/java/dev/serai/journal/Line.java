package dev.serai.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A line of a journal: CRC-32C of what follows in eight hexadecimal digits, a space, JSON, a line feed. Stateless. */
public final class Line {
    private static final int CHECKSUM = 8;
    static final int PREFIX = CHECKSUM + 1;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Line() {}

    /** @param json without a line feed */
    public static byte[] of(byte[] json) {
        byte[] line = new byte[PREFIX + json.length + 1];
        int checksum = checksum(json, 0, json.length);
        for (int i = 0; i < CHECKSUM; i++) {
            line[i] = HEX[checksum >>> 4 * (CHECKSUM - 1 - i) & 0xf];
        }
        line[CHECKSUM] = ' ';
        System.arraycopy(json, 0, line, PREFIX, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** Whether a line is as it was written. */
    static boolean good(byte[] bytes, int begin, int end) {
        int json = begin + PREFIX;
        if (json >= end || bytes[json - 1] != ' ') {
            return false;
        }
        int written = 0;
        for (int i = begin; i < begin + CHECKSUM; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return false;
            }
            written = written << 4 | digit;
        }
        return written == checksum(bytes, json, end - json);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }
}
