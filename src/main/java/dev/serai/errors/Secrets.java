package dev.serai.errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The secrets that a provider was shown, to be kept out of what it says: known by their values, not by what they look like.
 * A long one counts as told by any stretch of it, since what quotes one may cut it, escape some of its characters, or have
 * had parts taken out. Immutable.
 */
public final class Secrets {
    public static final Secrets NONE = new Secrets(List.of());

    /** What is shorter stands in words that have nothing to do with it, and is no secret. */
    private static final int SHORTEST = 8;
    /** From here on a value is a machine's, and no word of anybody's stands in it by chance. */
    private static final int LONG = 32;

    private static final int STRETCH = 8;
    /** A whole body is not kept from a client for the few characters that every key of a kind begins with. */
    private static final int TELLING_STRETCH = 16;

    private static final String TAKEN_OUT = "…";

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    public static Secrets of(Collection<String> values) {
        List<String> known =
                values.stream().filter(value -> value.length() >= SHORTEST).toList();
        return known.isEmpty() ? NONE : new Secrets(known);
    }

    /** Whether a text tells one of them. */
    public boolean quotedIn(String text) {
        for (String value : values) {
            for (String stretch : stretches(value)) {
                if (text.contains(stretch)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The same text without them. */
    public String takenOutOf(String text) {
        String rest = text;
        for (String value : values) {
            rest = value.length() < LONG ? rest.replace(value, TAKEN_OUT) : withoutStretches(rest, value);
        }
        return rest;
    }

    /** So many that each part of the value that is half as long again holds one whole. */
    private static List<String> stretches(String value) {
        if (value.length() < LONG) {
            return List.of(value);
        }
        List<String> stretches = new ArrayList<>();
        for (int at = 0; at + TELLING_STRETCH <= value.length(); at += TELLING_STRETCH / 2) {
            stretches.add(value.substring(at, at + TELLING_STRETCH));
        }
        return stretches;
    }

    private static String withoutStretches(String text, String value) {
        Set<String> stretches = new HashSet<>();
        for (int at = 0; at + STRETCH <= value.length(); at++) {
            stretches.add(value.substring(at, at + STRETCH));
        }
        StringBuilder rest = new StringBuilder();
        int kept = 0;
        for (int at = 0; at + STRETCH <= text.length(); at++) {
            int end = at + STRETCH;
            if (stretches.contains(text.substring(at, end))) {
                while (end < text.length() && stretches.contains(text.substring(end + 1 - STRETCH, end + 1))) {
                    end++;
                }
                rest.append(text, kept, at).append(TAKEN_OUT);
                kept = end;
                at = end - 1;
            }
        }
        return rest.append(text, kept, text.length()).toString();
    }

    /** For a log: that there are some. */
    @Override
    public String toString() {
        return "Secrets[" + values.size() + "]";
    }
}
