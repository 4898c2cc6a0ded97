package dev.serai.auth.totp;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrCode.Ecc;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * A text as a picture for a phone's camera. The PNG is written by hand, black and white, a bit a dot: the JDK's writer needs the
 * native libraries of a desktop, which containers do without. Pure functions.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG</a>
 */
public final class QrPng {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** Dots a side of each square. */
    private static final int SCALE = 6;

    /** Squares of white that a reader needs around it. */
    private static final int QUIET = 4;

    private QrPng() {}

    /** @return the bytes of a PNG */
    public static byte[] png(String text) {
        QrCode code = QrCode.encodeText(text, Ecc.MEDIUM);
        int side = (code.size + 2 * QUIET) * SCALE;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream png = new DataOutputStream(bytes);
            png.write(SIGNATURE);
            chunk(png, "IHDR", header(side));
            chunk(png, "IDAT", pixels(code, side));
            chunk(png, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can always be written", e);
        }
    }

    private static byte[] header(int side) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(bytes);
        header.writeInt(side);
        header.writeInt(side);
        header.write(new byte[] {1, 0, 0, 0, 0}); // One bit a dot, grey; compression, filter, interlacing as there is.
        return bytes.toByteArray();
    }

    private static byte[] pixels(QrCode code, int side) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes)) {
            for (int y = 0; y < side; y++) {
                byte[] line = new byte[1 + (side + 7) / 8]; // The first byte is the line's filter: none.
                for (int x = 0; x < side; x++) {
                    if (!code.getModule(x / SCALE - QUIET, y / SCALE - QUIET)) {
                        line[1 + x / 8] |= (byte) (0x80 >> x % 8);
                    }
                }
                deflated.write(line);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        png.writeInt(data.length);
        png.write(name);
        png.write(data);
        png.writeInt((int) crc.getValue());
    }
}
