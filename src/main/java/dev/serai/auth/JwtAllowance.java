package dev.serai.auth;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceText;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.config.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a proved token say that its sender may use up, by {@code JWT_LIMITS_CLAIM} and {@code JWT_BUDGETS_CLAIM}.
 * Immutable.
 */
final class JwtAllowance {
    private static final int MOST_BUDGETS = 100;

    private final Optional<ClaimPath> limits;
    private final Optional<ClaimPath> budgets;

    JwtAllowance(Settings settings) {
        this.limits = settings.text("JWT_LIMITS_CLAIM").map(ClaimPath::new);
        this.budgets = settings.text("JWT_BUDGETS_CLAIM").map(ClaimPath::new);
    }

    /** @throws TokenRefusedException if a claim is there that can't be read: less might have been meant */
    Allowance of(Map<String, Object> claims) throws TokenRefusedException {
        return new Allowance(
                limits.isPresent() ? limits(limits.get(), claims) : Limits.NONE,
                budgets.isPresent() ? budgets(budgets.get(), claims) : List.of(),
                null);
    }

    private static Limits limits(ClaimPath path, Map<String, Object> claims) throws TokenRefusedException {
        Object found = path.found(claims);
        try {
            return found == null ? Limits.NONE : Limits.of(rates(path, found));
        } catch (IllegalArgumentException e) {
            throw path.unreadable();
        }
    }

    /** {@code {"requests_per_minute": 60}}, or the same as a text. */
    private static Rates rates(ClaimPath path, Object found) throws TokenRefusedException {
        if (found instanceof String text) {
            return AllowanceText.rates(text);
        }
        if (!(found instanceof Map<?, ?> numbers)) {
            throw path.unreadable();
        }
        Rates rates = Rates.NONE;
        for (Map.Entry<?, ?> each : numbers.entrySet()) {
            String name = String.valueOf(each.getKey());
            if (!Rates.NAMES.contains(name)) {
                throw path.unreadable();
            }
            rates = rates.with(name, AllowanceText.number(name, String.valueOf(each.getValue())));
        }
        return rates;
    }

    /** {@code ["10/day", "100/month,model=gpt-4o*"]}, or one of them. */
    private static List<Budget> budgets(ClaimPath path, Map<String, Object> claims) throws TokenRefusedException {
        Object found = path.found(claims);
        Collection<?> texts = found instanceof Collection<?> several ? several : several(found);
        if (texts.size() > MOST_BUDGETS) {
            throw path.unreadable();
        }
        List<Budget> budgets = new ArrayList<>();
        for (Object each : texts) {
            if (!(each instanceof String text)) {
                throw path.unreadable();
            }
            try {
                budgets.add(AllowanceText.budget(text));
            } catch (IllegalArgumentException e) {
                throw path.unreadable();
            }
        }
        return budgets;
    }

    private static List<?> several(@Nullable Object one) {
        return one == null ? List.of() : List.of(one);
    }
}
