package dev.serai.fakes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What sets the Geminis apart, by what Google says of each.
 *
 * @param generation 25 of {@code gemini-2.5-pro}; of an id that names none, the newest
 */
record GeminiKind(int generation, boolean pro, boolean lite) {
    private static final Pattern ID = Pattern.compile("gemini-(\\d)(?:\\.(\\d))?\\b.*");

    static GeminiKind of(String id) {
        Matcher matcher = ID.matcher(id);
        boolean matches = matcher.matches();
        int minor = matches && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 0;
        int generation = matches ? Integer.parseInt(matcher.group(1)) * 10 + minor : 30;
        return new GeminiKind(generation, id.contains("-pro"), id.contains("-lite"));
    }

    /** Function calls must bring the signature of the thoughts before them. */
    boolean wantsSignatures() {
        return generation >= 30;
    }

    boolean readsJsonSchema() {
        return generation >= 25;
    }

    boolean takesJsonBesideTools() {
        return generation >= 30;
    }

    boolean thinksByLevel() {
        return generation >= 30;
    }

    boolean thinksByBudget() {
        return generation == 25;
    }
}
