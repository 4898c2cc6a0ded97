package dev.serai.auth;

/** The seed of an {@code otpauth://} URI, as an authenticator app gets it. Written apart from the gateway's own. */
public final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    /** As it stands in the URI. */
    public static String text(String uri) {
        return uri.replaceFirst(".*[?&]secret=([A-Z2-7]+).*", "$1");
    }

    public static byte[] seed(String uri) {
        String text = text(uri);
        byte[] bytes = new byte[text.length() * 5 / 8];
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            int digit = ALPHABET.indexOf(text.charAt(bit / 5));
            bytes[bit / 8] |= (byte) ((digit >> 4 - bit % 5 & 1) << 7 - bit % 8);
        }
        return bytes;
    }
}
