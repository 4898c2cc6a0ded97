package dev.serai.rescue;

/**
 * Joins what a second model says to what a first has said, without a word twice and without one missing: a model that is to
 * go on likes to begin with a few words of what is there, with a space, or with a line break. One for each rescue, used by
 * one thread.
 *
 * <p>What is repeated begins with a word and ends where the first text ends. Two letters at least have to be the same:
 * {@code 1} after {@code 1} may well be an eleven. Where the first text itself repeats something over and over, nothing
 * tells a repetition from a continuation, and what comes counts as one.
 */
final class Seam {
    private static final int LONGEST_OVERLAP = 400;
    private static final int LONGEST_ANCHOR = 60;
    private static final int WORDS_OF_ANCHOR = 6;
    private static final int LETTERS = 2;

    private final String tail;
    private final boolean fromTheBeginning;
    private final String anchor;
    private final StringBuilder held = new StringBuilder();
    /** White space that the first text ended with, and that the second model was not shown. */
    private String space;

    private boolean joined;

    /**
     * @param said the first text
     * @param asked whether the second model was asked to begin with the {@link #anchor}
     */
    Seam(String said, boolean asked) {
        String words = said.stripTrailing();
        space = said.substring(words.length());
        fromTheBeginning = words.length() <= LONGEST_OVERLAP;
        tail = fromTheBeginning ? words : words.substring(words.length() - LONGEST_OVERLAP);
        anchor = asked ? anchor(said) : "";
    }

    /** The last words of a text, without the white space behind them: what a model is asked to begin with. */
    static String anchor(String said) {
        String words = said.stripTrailing();
        int start = words.length();
        int count = 0;
        for (int i = words.length() - 1; i >= 0 && words.length() - i <= LONGEST_ANCHOR; i--) {
            if (words.charAt(i) == '\n') {
                break;
            }
            if (i == 0 || isSpace(words.charAt(i - 1))) {
                start = i;
                count++;
                if (count == WORDS_OF_ANCHOR) {
                    break;
                }
            }
        }
        return start < words.length() ? words.substring(start) : lastCharacters(words);
    }

    /** Of a script that puts no spaces between words. */
    private static String lastCharacters(String words) {
        int from = Math.max(0, words.length() - LONGEST_ANCHOR / 2);
        boolean torn = from > 0 && from < words.length() && Character.isLowSurrogate(words.charAt(from));
        return words.substring(torn ? from - 1 : from);
    }

    /** Takes a piece of the second text, and gives what of it goes on with the first: perhaps nothing yet. */
    String on(String piece) {
        if (joined) {
            return withoutSpace(piece);
        }
        held.append(piece);
        String rest = held.toString().stripLeading();
        return rest.isEmpty() && !tail.isEmpty() || mayGrow(rest) ? "" : join(rest);
    }

    /** No more comes, or something else than text: gives what was held back. */
    String end() {
        if (joined) {
            return "";
        }
        String rest = held.toString().stripLeading();
        if (isWithinAnchor(rest)) {
            // It came to its end among the words that it was asked to repeat.
            joined = true;
            return "";
        }
        return join(rest);
    }

    private boolean isWithinAnchor(String rest) {
        return !rest.isEmpty() && anchor.startsWith(rest);
    }

    private boolean mayGrow(String rest) {
        if (isWithinAnchor(rest)) {
            return true;
        }
        if (rest.length() > tail.length() || !anchor.isEmpty() && rest.startsWith(anchor)) {
            return false;
        }
        for (int at = tail.indexOf(rest); at >= 0; at = tail.indexOf(rest, at + 1)) {
            if (beginsWord(at)) {
                return true;
            }
        }
        return false;
    }

    private String join(String rest) {
        joined = true;
        int overlap = overlap(rest);
        return withoutSpace(overlap == 0 ? held.toString() : rest.substring(overlap));
    }

    private int overlap(String rest) {
        if (!anchor.isEmpty() && rest.startsWith(anchor)) {
            return anchor.length();
        }
        for (int at = Math.max(0, tail.length() - rest.length()); at < tail.length(); at++) {
            if (beginsWord(at) && rest.startsWith(tail.substring(at))) {
                String twice = tail.substring(at);
                if (repeatsItself(twice) || isSaidBefore(at, twice)) {
                    return 0;
                }
                if (isEvident(twice, rest)) {
                    return twice.length();
                }
            }
        }
        return 0;
    }

    /** As words of their own, or over and over: that "Oscar" ends with it does not make another "car" of a car. */
    private boolean isSaidBefore(int at, String twice) {
        String before = tail.substring(0, at).stripTrailing();
        return before.endsWith(twice)
                && (beginsWord(before.length() - twice.length()) || before.endsWith(twice + twice));
    }

    /** A word that was whole, for a space followed it, is not the beginning of another. */
    private boolean isEvident(String twice, String rest) {
        boolean wholeWord = !space.isEmpty();
        boolean goesOn = rest.length() > twice.length() && Character.isLetterOrDigit(rest.codePointAt(twice.length()));
        return twice.codePoints().filter(Character::isLetter).count() >= LETTERS && !(wholeWord && goesOn);
    }

    /** Whether a text is one thing twice or more, with or without something between. */
    private static boolean repeatsItself(String text) {
        for (int period = 1; period <= (text.length() + 1) / 2 && period < text.length(); period++) {
            if (text.regionMatches(period, text, 0, text.length() - period)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsWord(int at) {
        if (at == 0) {
            return fromTheBeginning;
        }
        char first = tail.charAt(at);
        return !Character.isLowSurrogate(first)
                && !isSpace(first)
                && (!Character.isLetterOrDigit(tail.charAt(at - 1)) || Character.isIdeographic(tail.codePointAt(at)));
    }

    /** What the first text ended with need not come again. */
    private String withoutSpace(String piece) {
        int same = 0;
        while (same < piece.length() && same < space.length() && piece.charAt(same) == space.charAt(same)) {
            same++;
        }
        space = same == piece.length() ? space.substring(same) : "";
        return piece.substring(same);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character);
    }
}
