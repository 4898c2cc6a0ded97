package dev.serai.dialects;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names that always come out the same for the same text: the head of its SHA-256. Stateless. */
public final class Digest {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Digest() {}

    /** @param length of the answer, 64 at most */
    public static String hex(String text, int length) {
        return HexFormat.of().formatHex(sha256(text)).substring(0, length);
    }

    /** Letters and digits. @param length of the answer, 40 at most */
    static String alphanumeric(String text, int length) {
        BigInteger rest = new BigInteger(1, sha256(text));
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        StringBuilder digits = new StringBuilder(length);
        while (digits.length() < length) {
            BigInteger[] division = rest.divideAndRemainder(base);
            digits.append(DIGITS.charAt(division[1].intValue()));
            rest = division[0];
        }
        return digits.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
