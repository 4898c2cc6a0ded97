package dev.serai.dialects;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The random ids that calls get whose provider gave none: each becomes its place, so that goldens can hold them. */
public final class MadeIds {
    private static final Pattern CALL = Pattern.compile("\\bcall_[0-9A-Za-z]{24}\\b");

    private MadeIds() {}

    /** The text with {@code call_made1}, {@code call_made2} … in the order of their appearance. */
    public static String stable(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        return CALL.matcher(text)
                .replaceAll(id -> names.computeIfAbsent(id.group(), unseen -> "call_made" + (names.size() + 1)));
    }
}
