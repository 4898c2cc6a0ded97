package dev.serai.dialects;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text as one segment of a URL's path, RFC 3986: a model id's slashes and colons don't end it. */
public final class PathSegment {
    private static final HexFormat PERCENT = HexFormat.of().withUpperCase();
    /** What is unreserved beside letters and digits, and the at sign of Vertex' versions, which every SDK sends as it is. */
    private static final String PLAIN = "-._~@";

    private PathSegment() {}

    /** The text, percent-encoded. */
    public static String of(String text) {
        StringBuilder segment = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                segment.append(c);
            } else {
                segment.append('%').append(PERCENT.toHexDigits(octet));
            }
        }
        return segment.toString();
    }
}
