package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.admin.Fields;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceText;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a key or a team may use up, from the options of a command line. Stateless. */
final class AllowanceOptions {
    static final String HELP = """
                              [--requests-per-minute N] [--tokens-per-minute N] [--parallel-requests N] [--parallel-streams N]
                              [--model-limits 'gpt-4o*:requests_per_minute=10']…
                              [--budget 10/day] [--budget '100/month,soft=80,model=gpt-4o*']…""";

    static final Set<String> REPEATABLE = Set.of("model-limits", "budget");
    static final Set<String> NAMES = Set.of(
            "requests-per-minute",
            "tokens-per-minute",
            "parallel-requests",
            "parallel-streams",
            "model-limits",
            "budget");
    static final String MAX_TOKENS = "default-max-tokens";

    private AllowanceOptions() {}

    static Allowance of(Options options) throws UsageException {
        try {
            return new Allowance(limits(options), budgets(options), maxTokens(options.value(MAX_TOKENS)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Limits limits(Options options) {
        Rates all = Rates.NONE;
        for (String name : Rates.NAMES) {
            String option = name.replace('_', '-');
            String value = options.value(option);
            if (value != null) {
                all = all.with(name, AllowanceText.number("--" + option, value));
            }
        }
        Map<String, Rates> models = new TreeMap<>();
        for (String text : options.all("model-limits")) {
            Map.Entry<String, Rates> ofModels = AllowanceText.modelRates(text);
            checkPattern("model-limits", ofModels.getKey());
            if (models.put(ofModels.getKey(), ofModels.getValue()) != null) {
                throw new IllegalArgumentException("--model-limits has " + ofModels.getKey() + " twice");
            }
        }
        if (models.size() > Limits.MOST_PATTERNS) {
            throw new IllegalArgumentException("--model-limits stands more than " + Limits.MOST_PATTERNS + " times");
        }
        return new Limits(all, models);
    }

    private static List<Budget> budgets(Options options) {
        List<Budget> budgets = new ArrayList<>();
        for (String text : options.all("budget")) {
            Budget budget = AllowanceText.budget(text);
            if (budget.model() != null) {
                checkPattern("budget", budget.model());
            }
            budgets.add(budget);
        }
        if (budgets.size() > Allowance.MOST_BUDGETS) {
            throw new IllegalArgumentException("--budget stands more than " + Allowance.MOST_BUDGETS + " times");
        }
        return budgets;
    }

    private static void checkPattern(String option, String pattern) {
        if (pattern.isBlank() || pattern.length() > Limits.LONGEST_PATTERN || !Fields.isLine(pattern)) {
            throw new IllegalArgumentException("a pattern of --" + option + " is a line of at most "
                    + Limits.LONGEST_PATTERN + " characters, such as gpt-4o*");
        }
    }

    private static @Nullable Integer maxTokens(@Nullable String text) {
        return text == null ? null : (int) AllowanceText.number("--" + MAX_TOKENS, text, Allowance.MOST_DEFAULT_TOKENS);
    }
}
