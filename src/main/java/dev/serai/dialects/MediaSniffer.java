package dev.serai.dialects;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What bytes are by their first few: providers refuse a picture whose declared type is not its own. Stateless. */
final class MediaSniffer {
    /** Readers look for a PDF's header in its first kilobyte (ISO 32000-1, implementation note 13). */
    private static final int PDF_HEADER_WITHIN = 1024;

    private MediaSniffer() {}

    /** {@code image/png}, {@code image/jpeg}, {@code image/gif}, {@code image/webp}; null if it is none of them. */
    static @Nullable String imageType(byte[] bytes) {
        if (has(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (has(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (has(bytes, 0, "GIF87a") || has(bytes, 0, "GIF89a")) {
            return "image/gif";
        }
        return has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP") ? "image/webp" : null;
    }

    static boolean isPdf(byte[] bytes) {
        for (int at = 0; at < Math.min(PDF_HEADER_WITHIN, bytes.length); at++) {
            if (has(bytes, at, "%PDF-")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(byte[] bytes, int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + expected.length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }
}
