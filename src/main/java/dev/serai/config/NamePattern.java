package dev.serai.config;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for names that the file does not map, and the provider's model id that it makes of them. RE2: its time grows
 * with the name's length alone. Immutable, thread-safe.
 */
final class NamePattern {
    private final Pattern pattern;
    private final ProviderSettings provider;
    private final @Nullable List<Object> template;
    private final @Nullable String description;

    /** @param template texts, and the numbers of groups; null: the name as it is */
    NamePattern(
            Pattern pattern, ProviderSettings provider, @Nullable List<Object> template, @Nullable String description) {
        this.pattern = pattern;
        this.provider = provider;
        this.template = template;
        this.description = description;
    }

    /** The provider's model id for this name, or null if the pattern does not match. */
    @Nullable
    String modelOf(String name) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.find()) {
            return null;
        }
        if (template == null) {
            return name;
        }
        StringBuilder model = new StringBuilder();
        for (Object part : template) {
            String text = part instanceof Integer group ? matcher.group(group) : (String) part;
            model.append(text == null ? "" : text);
        }
        return model.toString();
    }

    ProviderSettings provider() {
        return provider;
    }

    @Nullable
    String description() {
        return description;
    }

    /** {@code amazon.titan-$1} as its parts: {@code $} and a digit is a group, any other {@code $} itself. */
    static List<Object> parts(String template) {
        List<Object> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            int group = c == '$' && i + 1 < template.length() ? Character.digit(template.charAt(i + 1), 10) : -1;
            if (group < 0) {
                text.append(c);
            } else {
                parts.add(text.toString());
                parts.add(group);
                text.setLength(0);
                i++;
            }
        }
        parts.add(text.toString());
        return parts;
    }
}
