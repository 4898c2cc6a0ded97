package dev.serai.dialects.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Gemini a model id means: the generations differ in how they are told to think and what schemas they read.
 *
 * @param major 2 of {@code gemini-2.5-pro}
 * @param minor 5 of it
 * @param pro whether it is the large one
 * @param lite whether it is the smallest
 */
record GeminiModel(int major, int minor, boolean pro, boolean lite) {
    private static final Pattern VERSION = Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d{1,2}))?(?!\\d)");
    /** {@code gemini-flash-latest} and the like name none, and move with Google's newest. */
    private static final int NEWEST = 3;

    static GeminiModel of(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        Matcher version = VERSION.matcher(name);
        boolean said = version.find();
        String minor = said ? version.group(2) : null;
        return new GeminiModel(
                said ? Integer.parseInt(version.group(1)) : NEWEST,
                minor == null ? 0 : Integer.parseInt(minor),
                name.contains("-pro"),
                name.contains("-lite"));
    }

    /** Whether it signs its calls, takes levels of thinking, and JSON beside tools. */
    boolean isThree() {
        return major >= 3;
    }

    /** Whether it reads JSON schemas as they are; older ones read a subset of OpenAPI's. */
    boolean readsJsonSchema() {
        return isThree() || major == 2 && minor >= 5;
    }
}
