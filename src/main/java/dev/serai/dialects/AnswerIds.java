package dev.serai.dialects;

import java.util.concurrent.ThreadLocalRandom;

/** Ids in OpenAI's shapes for what a provider gives none. They are names, not secrets. Stateless. */
public final class AnswerIds {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private AnswerIds() {}

    /** {@code chatcmpl-} and 24 letters and digits. */
    public static String answer() {
        return random("chatcmpl-");
    }

    /** {@code cmpl-} and 24 letters and digits. */
    public static String completion() {
        return random("cmpl-");
    }

    /** {@code call_} and 24 letters and digits. */
    public static String call() {
        return random("call_");
    }

    /** An id of any other kind: the prefix and 24 letters and digits. */
    public static String of(String prefix) {
        return random(prefix);
    }

    private static String random(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(prefix.length() + LENGTH).append(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
