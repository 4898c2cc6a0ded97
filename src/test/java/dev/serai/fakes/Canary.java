package dev.serai.fakes;

import java.security.SecureRandom;

/** Makes secrets that are unique in a test run, so that one found where it does not belong tells whose it was. */
final class Canary {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Canary() {}

    /** {@code prefix} and as many random letters and digits as make {@code length} characters. */
    static String of(String prefix, int length) {
        StringBuilder canary = new StringBuilder(prefix);
        while (canary.length() < length) {
            canary.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return canary.toString();
    }
}
