package dev.serai.allowances;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits and budgets as a person writes them on one line, for a command line or a variable. Every fault is an
 * {@link IllegalArgumentException} whose message is for that person. Pure functions.
 */
public final class AllowanceText {
    private AllowanceText() {}

    /** {@code requests_per_minute=60,tokens_per_minute=100000}. */
    public static Rates rates(String text) {
        Rates rates = Rates.NONE;
        for (Map.Entry<String, String> pair : pairs(text).entrySet()) {
            if (!Rates.NAMES.contains(pair.getKey())) {
                throw new IllegalArgumentException("\"" + pair.getKey() + "\" is no limit; there are "
                        + String.join(", ", Rates.NAMES) + ", each as name=number");
            }
            rates = rates.with(pair.getKey(), number(pair.getKey(), pair.getValue()));
        }
        return rates;
    }

    /** One limit's number. */
    public static long number(String name, String text) {
        return number(name, text, Rates.MOST);
    }

    /** The same, up to another. */
    public static long number(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is right.
        }
        throw new IllegalArgumentException("\"" + text + "\" is no " + name + ": a whole number from 1 to " + most);
    }

    /** {@code gpt-4o*:requests_per_minute=10}: a pattern, and the limits of the models that fit it. */
    public static Map.Entry<String, Rates> modelRates(String text) {
        // Names of models may have colons, names of limits none.
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no pattern of models with its limits, such as gpt-4o*:requests_per_minute=10");
        }
        return Map.entry(text.substring(0, colon).strip(), rates(text.substring(colon + 1)));
    }

    /** {@code 10/day}, {@code 100/month,soft=80,model=gpt-4o*}, {@code 2.50/total}: dollars, a period, and what else holds. */
    public static Budget budget(String text) {
        int comma = text.indexOf(',');
        String amount = comma < 0 ? text : text.substring(0, comma);
        int slash = amount.indexOf('/');
        Budget.Period period =
                slash < 0 ? null : Budget.Period.of(amount.substring(slash + 1).strip());
        if (period == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no budget: dollars/day, dollars/month or dollars/total, such as 10/day");
        }
        Map<String, String> more = comma < 0 ? Map.of() : pairs(text.substring(comma + 1));
        for (String name : more.keySet()) {
            if (!name.equals("soft") && !name.equals("model")) {
                throw new IllegalArgumentException("\"" + name + "\" is nothing of a budget; there are soft and model");
            }
        }
        String soft = more.get("soft");
        return new Budget(
                period,
                nanoUsd(amount.substring(0, slash).strip()),
                soft == null ? null : nanoUsd(soft),
                more.get("model"));
    }

    private static long nanoUsd(String dollars) {
        BigDecimal amount = dollars(dollars);
        if (amount == null || amount.signum() < 0 || amount.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new IllegalArgumentException(
                    "\"" + dollars + "\" is no number of dollars, such as 10 or 2.50, up to a million");
        }
        try {
            return amount.multiply(BigDecimal.valueOf(Budget.NANO_USD)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + dollars + "\" has parts of less than a billionth of a dollar");
        }
    }

    /** No exponents: a number of a few characters must not become one of millions. */
    private static @Nullable BigDecimal dollars(String text) {
        return text.length() > 20 || !text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                ? null
                : parsed(text);
    }

    private static @Nullable BigDecimal parsed(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || pair.substring(equals + 1).isBlank()) {
                throw new IllegalArgumentException("\"" + pair + "\" is no name=value");
            }
            String name = pair.substring(0, equals).strip();
            if (pairs.put(name, pair.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException(name + " stands twice");
            }
        }
        return pairs;
    }
}
