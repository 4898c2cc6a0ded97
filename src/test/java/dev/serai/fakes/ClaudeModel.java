package dev.serai.fakes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Claude model refuses, read from its id; the same at Anthropic and on Bedrock. The matrix is that of the capability tables
 * which the SDKs ship (wire.md 4.2).
 *
 * @param family {@code opus}, {@code sonnet}, {@code haiku}, {@code fable}; empty for models named the older way
 * @param version major version times ten plus minor, 30 for every model named the older way
 */
record ClaudeModel(String family, int version) {
    private static final Pattern ID =
            Pattern.compile("claude-(opus|sonnet|haiku|fable)-(\\d{1,2})(?!\\d)(?:-(\\d{1,2})(?!\\d))?");

    static ClaudeModel of(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.find()) {
            return new ClaudeModel("", 30);
        }
        int minor = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return new ClaudeModel(matcher.group(1), Integer.parseInt(matcher.group(2)) * 10 + minor);
    }

    boolean refusesSampling() {
        return version >= 47;
    }

    boolean refusesTemperatureWithTopP() {
        return version >= 41;
    }

    boolean refusesPrefill() {
        return version >= 46;
    }

    boolean refusesThinkingBudget() {
        return family.equals("fable") || version >= 55;
    }

    boolean refusesThinkingOff() {
        return family.equals("fable") || (version >= 55 && !family.equals("haiku"));
    }

    boolean refusesForcedTools() {
        return family.equals("fable") ? version >= 51 : version >= 55 && !family.equals("haiku");
    }

    boolean hasOutputFormat() {
        return version >= 41;
    }
}
