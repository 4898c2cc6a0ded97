package dev.serai.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands {@code ${NAME}} and {@code ${NAME:-default}}, once: what a variable holds is never expanded again. */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");

    private final Settings settings;

    Variables(Settings settings) {
        this.settings = settings;
    }

    /**
     * @param text with every reference replaced; those that are not set by nothing
     * @param unset names without value and without default
     */
    record Expanded(String text, List<String> unset) {}

    Expanded expand(String text) {
        if (!text.contains("${")) {
            return new Expanded(text, List.of());
        }
        List<String> unset = new ArrayList<>(1);
        StringBuilder expanded = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value(matcher, unset)));
        }
        return new Expanded(matcher.appendTail(expanded).toString(), unset);
    }

    /** Whether a {@code ${} is left that is no reference: {@code ${A-B}}, or one that never ends. */
    static boolean malformed(String text) {
        return REFERENCE.matcher(text).replaceAll("").contains("${");
    }

    private String value(Matcher reference, List<String> unset) {
        return settings.text(reference.group(1)).orElseGet(() -> {
            String otherwise = reference.group(2);
            if (otherwise == null) {
                unset.add(reference.group(1));
            }
            return otherwise == null ? "" : otherwise;
        });
    }
}
