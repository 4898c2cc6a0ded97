package dev.serai.dialects;

import dev.serai.errors.GatewayException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;

/**
 * What may stand in {@code image_url.url}: {@code https:}, a {@code data:} URL of an image, or an object in a cloud's own
 * store. The gateway itself fetches none of them.
 */
public final class ImageUrls {
    private static final int MOST_BYTES = 20 * 1024 * 1024;
    private static final int MOST_PIXELS_A_SIDE = 30_000;
    private static final long PNG = 0x89504E470D0A1A0AL;

    private ImageUrls() {}

    /**
     * Looks at a URL, and at what it holds if that is an image.
     *
     * @throws GatewayException 400 that names the field
     */
    public static void check(String url, String param) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "https", "s3", "gs" -> {}
            case "data" -> data(url.substring(colon + 1), param);
            default -> throw invalid(param, "expected an https: URL, or a data: URL of an image.");
        }
    }

    /** {@code <type>/<subtype>[;parameter=value][;base64],<data>}, RFC 2397. */
    private static void data(String url, String param) {
        int comma = url.indexOf(',');
        if (comma < 0 || !url.regionMatches(true, 0, "image/", 0, "image/".length())) {
            throw invalid(param, "expected a data: URL of an image.");
        }
        if (url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            base64(url, comma + 1, param);
        }
    }

    private static void base64(String url, int start, String param) {
        StringBuilder head = new StringBuilder(32);
        int digits = 0;
        boolean padded = false;
        for (int i = start; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '\r' || c == '\n' || c == ' ' || c == '\t') {
                continue;
            }
            padded |= c == '=';
            if (c != '=' && (padded || !digit(c))) {
                throw invalid(param, "its data isn't base64.");
            }
            if (c != '=' && digits++ < 32) {
                head.append(c == '-' ? '+' : c == '_' ? '/' : c);
            }
        }
        if (digits == 0 || digits % 4 == 1) {
            throw invalid(param, "its data isn't base64.");
        }
        if (digits / 4L * 3 > MOST_BYTES) {
            throw invalid(param, "the image has more than " + MOST_BYTES / (1024 * 1024) + " MiB.");
        }
        image(Base64.getDecoder().decode(head.toString()), param);
    }

    private static boolean digit(char c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_';
    }

    /** Refuses markup that calls itself an image, and a few bytes that claim to be a wall of pixels. */
    private static void image(byte[] head, String param) {
        if (head.length > 0 && head[0] == '<') {
            throw invalid(param, "its data isn't the image that it says it is.");
        }
        ByteBuffer start = ByteBuffer.wrap(head);
        if (head.length >= 24 && start.getLong(0) == PNG) {
            long side = Math.max(Integer.toUnsignedLong(start.getInt(16)), Integer.toUnsignedLong(start.getInt(20)));
            if (side > MOST_PIXELS_A_SIDE) {
                throw invalid(param, "the image is wider or higher than " + MOST_PIXELS_A_SIDE + " pixels.");
            }
        }
    }

    private static GatewayException invalid(String param, String what) {
        return GatewayException.invalid("invalid_image_url", param, "Invalid image URL: " + what);
    }
}
