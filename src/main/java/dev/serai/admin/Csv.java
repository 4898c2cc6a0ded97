package dev.serai.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) that spreadsheets take for what they are: a text that begins as a formula does is given an
 * apostrophe, since other people's names are in it (https://owasp.org/www-community/attacks/CSV_Injection). For one thread.
 */
final class Csv {
    private static final String BEGINS_FORMULA = "=+-@\t\r\n";
    private static final String WANTS_QUOTES = ",\"\r\n";

    private final StringBuilder text = new StringBuilder();
    private boolean begun;

    Csv text(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return cell("");
        }
        return cell(BEGINS_FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value);
    }

    Csv texts(List<String> values) {
        values.forEach(this::text);
        return this;
    }

    Csv number(long value) {
        return cell(Long.toString(value));
    }

    /** Of digits and a point alone. */
    Csv decimal(String value) {
        return cell(value);
    }

    private Csv cell(String value) {
        if (begun) {
            text.append(',');
        }
        begun = true;
        if (value.chars().anyMatch(c -> WANTS_QUOTES.indexOf(c) >= 0)) {
            text.append('"').append(value.replace("\"", "\"\"")).append('"');
        } else {
            text.append(value);
        }
        return this;
    }

    Csv endLine() {
        text.append("\r\n");
        begun = false;
        return this;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
