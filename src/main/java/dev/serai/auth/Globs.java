package dev.serai.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names that are allowed: {@code gpt-4o}, {@code claude-*}, {@code *}. A star is any text, everything else itself. None allow
 * nothing. Immutable.
 *
 * @param and what must allow a name too; null: nothing else
 */
public record Globs(List<String> patterns, @Nullable Globs and) {
    /** Whatever there is. */
    public static final Globs ALL = new Globs(List.of("*"));

    public Globs {
        patterns = List.copyOf(patterns);
    }

    public Globs(List<String> patterns) {
        this(patterns, null);
    }

    /** Whether every name is allowed. */
    public boolean all() {
        return and == null && patterns.contains("*");
    }

    /** Whether one of the patterns is the whole name. */
    public boolean allow(String name) {
        for (String pattern : patterns) {
            if (matches(pattern, name)) {
                return and == null || and.allow(name);
            }
        }
        return false;
    }

    /** Whether each of these is covered by one pattern of the one or the other: a star in a pattern by a star alone. */
    boolean within(Globs one, Globs other) {
        return patterns.stream().allMatch(pattern -> one.allow(pattern) || other.allow(pattern));
    }

    /** What both allow. */
    Globs heldTo(Globs most) {
        if (within(most, most)) {
            return this;
        }
        return most.within(this, this) ? most : new Globs(patterns, and == null ? most : and.heldTo(most));
    }

    /**
     * Whether one pattern is the whole name. No regular expression: it goes back to the last star alone, so that none takes
     * long.
     */
    public static boolean matches(String pattern, String name) {
        int at = 0;
        int star = -1;
        int starred = 0;
        int i = 0;
        while (i < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starred = i;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starred;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
