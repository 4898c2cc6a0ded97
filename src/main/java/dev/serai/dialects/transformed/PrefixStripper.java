package dev.serai.dialects.transformed;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts prefixes from a text that arrives in pieces, one after the other; one that the text does not begin with is passed over.
 * One for each text, for one thread.
 */
final class PrefixStripper {
    private final StringBuilder held = new StringBuilder();
    private final Iterator<String> prefixes;
    private @Nullable String prefix;

    PrefixStripper(List<String> prefixes) {
        this.prefixes = prefixes.iterator();
        next();
    }

    /** What of the text so far may go on; empty if all must wait. */
    String accept(String text) {
        if (prefix == null && held.isEmpty()) {
            return text;
        }
        held.append(text);
        while (prefix != null) {
            boolean longEnough = held.length() >= prefix.length();
            if (!longEnough && prefix.startsWith(held.toString())) {
                return "";
            }
            if (longEnough && held.indexOf(prefix) == 0) {
                held.delete(0, prefix.length());
            }
            next();
        }
        return end();
    }

    /** What was held back and is no prefix. */
    String end() {
        String rest = held.toString();
        held.setLength(0);
        prefix = null;
        return rest;
    }

    private void next() {
        prefix = prefixes.hasNext() ? prefixes.next() : null;
    }
}
