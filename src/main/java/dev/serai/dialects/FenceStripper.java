package dev.serai.dialects;

import java.util.regex.Pattern;

/**
 * Takes one Markdown fence off a text that arrives in pieces: the opening line, and the closing marks if nothing follows
 * them. A text that does not begin with a fence goes through as it is. One for each answer, for one thread.
 */
final class FenceStripper {
    private static final String FENCE = "```";
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9_+.-]*[ \\t\\r]*");
    private static final int LONGEST_OPENING = 64;

    private final StringBuilder held = new StringBuilder();
    private State state = State.UNDECIDED;

    private enum State {
        UNDECIDED,
        FENCED,
        PLAIN
    }

    /** What of the text so far may go on; empty if all must wait. */
    String accept(String text) {
        if (state == State.PLAIN) {
            return text;
        }
        held.append(text);
        if (state == State.UNDECIDED) {
            decide();
        }
        return switch (state) {
            case UNDECIDED -> "";
            case PLAIN -> release(held.length());
            case FENCED -> release(withoutTail());
        };
    }

    /** What was held back and is no fence. */
    String end() {
        if (state == State.FENCED && held.toString().strip().equals(FENCE)) {
            held.setLength(0);
        }
        return release(held.length());
    }

    private void decide() {
        int start = 0;
        while (start < held.length() && Character.isWhitespace(held.charAt(start))) {
            start++;
        }
        String opening = held.substring(start);
        if (!opening.startsWith(FENCE)) {
            state = FENCE.startsWith(opening) ? State.UNDECIDED : State.PLAIN;
            return;
        }
        int lineEnd = opening.indexOf('\n');
        String language = opening.substring(FENCE.length(), lineEnd < 0 ? opening.length() : lineEnd);
        if (language.length() > LONGEST_OPENING || !LANGUAGE.matcher(language).matches()) {
            state = State.PLAIN;
        } else if (lineEnd >= 0) {
            held.delete(0, start + lineEnd + 1);
            state = State.FENCED;
        }
    }

    /** Where the white space and backticks begin with which the held text ends: they may be the closing fence. */
    private int withoutTail() {
        int end = held.length();
        while (end > 0 && (held.charAt(end - 1) == '`' || Character.isWhitespace(held.charAt(end - 1)))) {
            end--;
        }
        return end;
    }

    private String release(int length) {
        String released = held.substring(0, length);
        held.delete(0, length);
        return released;
    }
}
