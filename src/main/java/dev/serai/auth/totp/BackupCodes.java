package dev.serai.auth.totp;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Codes for whoever has lost the authenticator: ten, each good once, {@code k7m2q-x9f4d}, of an alphabet in which nothing looks
 * like anything else. Fifty bits each. Pure functions.
 */
public final class BackupCodes {
    /** How many are made. */
    public static final int COUNT = 10;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int HALF = 5;

    private BackupCodes() {}

    /** Codes that nobody has yet. */
    public static List<String> random(SecureRandom random) {
        List<String> codes = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            codes.add(half(random) + "-" + half(random));
        }
        return codes;
    }

    private static String half(SecureRandom random) {
        StringBuilder text = new StringBuilder(HALF);
        for (int i = 0; i < HALF; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** The code that somebody has typed, as it is hashed: whatever its case, spaces and hyphens; null if it is none. */
    public static @Nullable String read(String typed) {
        String code = typed.toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "");
        return code.length() == 2 * HALF && code.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0) ? code : null;
    }
}
