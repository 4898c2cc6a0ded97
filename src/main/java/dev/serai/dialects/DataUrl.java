package dev.serai.dialects;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came in a JSON text: a {@code data:} URL (RFC 2397), or bare base64. Immutable, but for the bytes, which
 * nobody changes.
 *
 * @param mediaType as declared, in lower case without parameters; empty if it was not
 * @param charset as declared; null if it was not
 */
record DataUrl(String mediaType, @Nullable String charset, byte[] bytes) {
    private static final String SCHEME = "data:";
    private static final String CHARSET = "charset=";

    static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Empty if it is malformed. */
    static Optional<DataUrl> parse(String url) {
        int comma = url.indexOf(',');
        if (!is(url) || comma < 0) {
            return Optional.empty();
        }
        String[] head = url.substring(SCHEME.length(), comma).split(";");
        String data = url.substring(comma + 1);
        boolean isBase64 = head.length > 1 && head[head.length - 1].trim().equalsIgnoreCase("base64");
        Optional<byte[]> bytes = isBase64 && data.indexOf('%') < 0
                ? base64(data)
                : percentDecoded(data)
                        .flatMap(octets -> isBase64
                                ? base64(new String(octets, StandardCharsets.ISO_8859_1))
                                : Optional.of(octets));
        String mediaType = head[0].trim().toLowerCase(Locale.ROOT);
        return bytes.map(decoded -> new DataUrl(mediaType, charset(head), decoded));
    }

    /** Bytes of which nothing was declared. */
    static DataUrl undeclared(byte[] bytes) {
        return new DataUrl("", null, bytes);
    }

    private static @Nullable String charset(String[] head) {
        for (int i = 1; i < head.length; i++) {
            String parameter = head[i].trim();
            if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
                String value =
                        parameter.substring(CHARSET.length()).replace("\"", "").trim();
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /** Base64 as clients write it: either alphabet, with line breaks, with or without padding. */
    static Optional<byte[]> base64(String text) {
        byte[] digits = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case ' ', '\t', '\r', '\n', '=' -> {}
                case '-' -> digits[length++] = '+';
                case '_' -> digits[length++] = '/';
                default -> digits[length++] = c < 128 ? (byte) c : (byte) '?';
            }
        }
        try {
            return Optional.of(Base64.getDecoder().decode(Arrays.copyOf(digits, length)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> percentDecoded(String data) {
        byte[] utf8 = data.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] != '%') {
                decoded.write(utf8[i]);
                continue;
            }
            int high = i + 2 < utf8.length ? Character.digit(utf8[i + 1], 16) : -1;
            int low = i + 2 < utf8.length ? Character.digit(utf8[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        return Optional.of(decoded.toByteArray());
    }

    /** The bytes in standard padded base64, whatever the client used. */
    String standardBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
