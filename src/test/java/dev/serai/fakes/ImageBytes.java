package dev.serai.fakes;

import java.util.Base64;

/** Looks at the first bytes of an image, as providers do that do not trust what a client says it is. */
final class ImageBytes {
    private ImageBytes() {}

    /** Refuses data that is not padded standard base64, or holds another format than {@code format} ({@code png}, {@code jpeg}). */
    static void check(String base64, String format, String path) {
        byte[] bytes = decode(base64, path);
        String found = format(bytes);
        Strict.check(found.equals(format), path, "the image is " + found + ", not " + format);
    }

    static byte[] decode(String base64, String path) {
        try {
            Strict.check(base64.length() % 4 == 0, path, "base64 without its padding");
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw RequestRefused.invalid(path, "not base64: " + e.getMessage());
        }
    }

    private static String format(byte[] bytes) {
        if (starts(bytes, 0, 0x89, 'P', 'N', 'G')) {
            return "png";
        }
        if (starts(bytes, 0, 0xff, 0xd8, 0xff)) {
            return "jpeg";
        }
        if (starts(bytes, 0, 'G', 'I', 'F', '8')) {
            return "gif";
        }
        return starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P') ? "webp" : "unknown";
    }

    private static boolean starts(byte[] bytes, int at, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (at + i >= bytes.length || (bytes[at + i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
