package dev.serai.budgets;

import dev.serai.allowances.Budget;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whose budget it is, by which the store knows it: {@code key/day/abc123}, {@code team/month/blue/gpt-4o*}. Immutable.
 *
 * @param scope {@code key} or {@code team}
 * @param period {@code day}, {@code month} or {@code total}
 * @param owner the id of the key, or the name of the team
 * @param model the pattern of the models that it is for; null: all
 */
record AccountName(
        String scope, String period, String owner, @Nullable String model) {
    static final String KEY = "key";
    static final String TEAM = "team";

    static AccountName of(String scope, String owner, Budget budget) {
        return new AccountName(scope, budget.period().text(), owner, budget.model());
    }

    /** Reads what {@link #text} has written. */
    static AccountName read(String text) {
        String[] parts = text.split("/", -1);
        return new AccountName(parts[0], parts[1], decoded(parts[2]), parts.length > 3 ? decoded(parts[3]) : null);
    }

    String text() {
        String all = scope + "/" + period + "/" + encoded(owner);
        return model == null ? all : all + "/" + encoded(model);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
