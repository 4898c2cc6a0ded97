package dev.serai.dialects;

import java.util.regex.Pattern;

/** What a target lets a tool's name look like, its length apart. Immutable. */
public enum ToolNameForm {
    /** OpenAI's: {@code [a-zA-Z0-9_-]}. */
    WORD("[^a-zA-Z0-9_-]") {
        @Override
        String fit(String name) {
            return withoutUnfit(name);
        }
    },
    /** A programming language's identifier: {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
    IDENTIFIER("[^a-zA-Z0-9_]") {
        @Override
        String fit(String name) {
            String fit = withoutUnfit(name);
            return Character.isDigit(fit.charAt(0)) ? "_" + fit : fit;
        }
    },
    /** {@code [a-zA-Z_][a-zA-Z0-9_-]*}. */
    BEGINS_WITH_LETTER("[^a-zA-Z0-9_-]") {
        @Override
        String fit(String name) {
            String fit = withoutUnfit(name);
            return Character.isDigit(fit.charAt(0)) || fit.charAt(0) == '-' ? "_" + fit : fit;
        }
    };

    private final Pattern unfit;

    ToolNameForm(String unfit) {
        this.unfit = Pattern.compile(unfit);
    }

    /** The name, or the nearest one that fits. */
    abstract String fit(String name);

    String withoutUnfit(String name) {
        return unfit.matcher(name.isEmpty() ? "tool" : name).replaceAll("_");
    }
}
