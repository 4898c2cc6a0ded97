package dev.serai.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Limits and budgets as the admin API writes them: dollars, where the store has billionths of them. Pure functions. */
final class AllowanceFields {
    static final String LIMITS = "limits";
    static final String BUDGETS = "budgets";
    static final String MAX_TOKENS = "default_max_tokens";

    private static final String MODELS = "models";
    private static final int NANO_DIGITS = 9;
    private static final String INVALID_VALUE = "invalid_value";
    private static final Set<String> OF_BUDGET = Set.of("period", "limit_usd", "soft_usd", "model");

    private AllowanceFields() {}

    /** Those fields that were sent, and for the others what there was. */
    static Allowance read(Fields fields, Allowance before) {
        Long tokens = fields.number(MAX_TOKENS, 1, Allowance.MOST_DEFAULT_TOKENS);
        return new Allowance(
                fields.has(LIMITS) ? limits(fields) : before.limits(),
                fields.has(BUDGETS) ? budgets(fields) : before.budgets(),
                fields.has(MAX_TOKENS) ? tokens == null ? null : tokens.intValue() : before.defaultMaxTokens());
    }

    private static Limits limits(Fields fields) {
        Fields limits = fields.object(LIMITS);
        if (limits == null) {
            return Limits.NONE;
        }
        Set<String> known = new HashSet<>(Rates.NAMES);
        known.add(MODELS);
        limits.allow(known);
        Map<String, Rates> ofModels = new TreeMap<>();
        Fields models = limits.object(MODELS);
        if (models != null) {
            if (models.names().size() > Limits.MOST_PATTERNS) {
                throw limits.invalid(
                        "object_above_max_properties", MODELS, "There are more than " + Limits.MOST_PATTERNS);
            }
            for (String pattern : models.names()) {
                if (pattern.isBlank() || pattern.length() > Limits.LONGEST_PATTERN || !Fields.isLine(pattern)) {
                    throw limits.invalid(INVALID_VALUE, MODELS, "A name is a pattern of models, such as gpt-4o*");
                }
                Fields rates = models.object(pattern);
                if (rates != null) {
                    rates.allow(Set.copyOf(Rates.NAMES));
                    ofModels.put(pattern, rates(rates));
                }
            }
        }
        return new Limits(rates(limits), ofModels);
    }

    private static Rates rates(Fields fields) {
        Rates rates = Rates.NONE;
        for (String name : Rates.NAMES) {
            rates = rates.with(name, fields.number(name, 1, Rates.MOST));
        }
        return rates;
    }

    private static List<Budget> budgets(Fields fields) {
        List<Budget> budgets = new ArrayList<>();
        for (Fields each : fields.objects(BUDGETS, Allowance.MOST_BUDGETS)) {
            each.allow(OF_BUDGET);
            Budget.Period period = Budget.Period.of(each.requiredLine("period", Limits.LONGEST_PATTERN));
            if (period == null) {
                throw each.invalid(INVALID_VALUE, "period", "A period is day, month or total");
            }
            Long limit = nanoUsd(each, "limit_usd");
            if (limit == null) {
                throw each.invalid("missing_required_parameter", "limit_usd", "The field is missing");
            }
            try {
                budgets.add(new Budget(
                        period, limit, nanoUsd(each, "soft_usd"), each.line("model", Limits.LONGEST_PATTERN)));
            } catch (IllegalArgumentException e) {
                // All else was looked at before.
                throw each.invalid(INVALID_VALUE, "soft_usd", String.valueOf(e.getMessage()));
            }
        }
        return budgets;
    }

    /** A number or a text of one; dollars have billionths and no smaller parts. */
    private static @Nullable Long nanoUsd(Fields fields, String name) {
        if (fields.isNull(name)) {
            return null;
        }
        JsonNode value = fields.value(name);
        BigDecimal usd = value.isNumber() ? value.decimalValue() : text(value.asText());
        if (usd == null || !value.isNumber() && !value.isTextual()) {
            throw fields.invalid("invalid_type", name, "Dollars are wanted, such as 10 or \"2.50\"");
        }
        if (usd.signum() <= 0) {
            throw fields.invalid("decimal_below_min_value", name, "A budget is more than nothing");
        }
        if (usd.compareTo(BigDecimal.valueOf(Budget.MOST_NANO_USD, NANO_DIGITS)) > 0) {
            throw fields.invalid("decimal_above_max_value", name, "A budget is at most a million dollars");
        }
        try {
            return usd.movePointRight(NANO_DIGITS).longValueExact();
        } catch (ArithmeticException e) {
            throw fields.invalid(INVALID_VALUE, name, "There are parts of less than a billionth of a dollar");
        }
    }

    /** No exponents: a number of a few characters must not become one of millions. */
    private static @Nullable BigDecimal text(String text) {
        return text.matches("-?\\d{1,9}(\\.\\d{1,12})?") ? new BigDecimal(text) : null;
    }

    /** @param key whether it is that of a key, which alone has a default for tokens */
    static void write(Allowance allowance, boolean key, ObjectNode into) {
        ObjectNode limits = into.putObject(LIMITS);
        rates(allowance.limits().all(), limits);
        if (!allowance.limits().models().isEmpty()) {
            ObjectNode models = limits.putObject(MODELS);
            allowance.limits().models().forEach((pattern, rates) -> rates(rates, models.putObject(pattern)));
        }
        ArrayNode budgets = into.putArray(BUDGETS);
        for (Budget budget : allowance.budgets()) {
            ObjectNode node = budgets.addObject()
                    .put("period", budget.period().text())
                    .put("limit_usd", Dollars.text(budget.limitNanoUsd()));
            if (budget.softNanoUsd() != null) {
                node.put("soft_usd", Dollars.text(budget.softNanoUsd()));
            }
            if (budget.model() != null) {
                node.put("model", budget.model());
            }
        }
        if (key) {
            into.put(MAX_TOKENS, allowance.defaultMaxTokens());
        }
    }

    private static void rates(Rates rates, ObjectNode into) {
        for (String name : Rates.NAMES) {
            Long value = rates.value(name);
            if (value != null) {
                into.put(name, value);
            }
        }
    }
}
