package dev.serai.auth;

import java.util.Locale;
import java.util.Set;

/**
 * Secrets that somebody typed to get on, or left as an example had them: what is only well-known words, digits and signs, in
 * whatever order, letters or look-alikes; runs of the alphabet or of the keyboard; a few characters over and over. Of random texts
 * of a secret's length it takes none. Stateless.
 */
public final class GuessableSecret {
    private static final int LONGEST_WORD = 13;
    private static final int LONGEST_LOOKED_AT = 256;
    private static final int SHORTEST_RUN = 3;
    private static final int MOST_DIGITS = 4;
    private static final int LEAST_REPETITIONS = 3;
    private static final String LOOK_ALIKES = "0o1i3e4a@a5s$s!i";

    private static final Set<String> WORDS = Set.of("""
            admin administrator api apikey asdf asdfgh asdfghjkl bar basic baz bedrock budget change changeit
            changeme client company default demo dev development do dummy example fixme foo for gateway goes
            guest hello here iloveyou in insert is it key keys letmein local localhost login manager master me
            my new no none not null openai operator pass passphrase passw passwd password passwort pepper
            placeholder please postgres private prod production proxy public put pwd qwert qwerty qwertyuiop
            qwertz rd replace replaceme root sample secret secure serai service signing sk some srk staging
            string super supersecret sys system test tester testing the this to todo token undefined unset use
            user value webhook welcome with word world xxx your zxcvbn zxcvbnm
            """.strip().split("\\s+"));

    private GuessableSecret() {}

    /** Whether somebody who tries what people type would find it. */
    public static boolean is(String secret) {
        String text = secret.toLowerCase(Locale.ROOT);
        return text.length() <= LONGEST_LOOKED_AT && (repeats(text) || isMadeOfWords(text));
    }

    /** {@code abcabcabc}: what is at the beginning, and nothing else, three times or more. */
    private static boolean repeats(String text) {
        for (int period = 1; period * LEAST_REPETITIONS <= text.length(); period++) {
            if (text.regionMatches(0, text, period, text.length() - period)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMadeOfWords(String text) {
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (int at = 0; at < text.length(); at++) {
            if (reached[at]) {
                reach(text, at, reached);
            }
        }
        return reached[text.length()];
    }

    private static void reach(String text, int from, boolean[] reached) {
        if (!Character.isLetterOrDigit(text.charAt(from))) {
            reached[from + 1] = true;
        }
        for (int to = from + 1;
                to <= Math.min(text.length(), from + MOST_DIGITS) && isDigit(text.charAt(to - 1));
                to++) {
            // Behind other digits it is a longer number: those count as no words.
            reached[to] |= from == 0 || !isDigit(text.charAt(from - 1));
        }
        for (int to = from + SHORTEST_RUN; to <= text.length() && isRun(text, from, to); to++) {
            reached[to] = true;
        }
        StringBuilder word = new StringBuilder(LONGEST_WORD);
        for (int to = from + 1; to <= Math.min(text.length(), from + LONGEST_WORD); to++) {
            word.append(letter(text.charAt(to - 1)));
            reached[to] |= WORDS.contains(word.toString()) || WORDS.contains(text.substring(from, to));
        }
    }

    /** {@code aaaa}, {@code 1234}, {@code 4321}, {@code abcd}. */
    private static boolean isRun(String text, int from, int to) {
        int step = text.charAt(from + 1) - text.charAt(from);
        for (int i = from + 1; i < to; i++) {
            if (text.charAt(i) - text.charAt(i - 1) != step) {
                return false;
            }
        }
        return Math.abs(step) <= 1;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static char letter(char character) {
        for (int i = 0; i < LOOK_ALIKES.length(); i += 2) {
            if (LOOK_ALIKES.charAt(i) == character) {
                return LOOK_ALIKES.charAt(i + 1);
            }
        }
        return character;
    }
}
