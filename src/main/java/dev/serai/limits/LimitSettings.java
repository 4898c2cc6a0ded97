package dev.serai.limits;

import dev.serai.allowances.AllowanceText;
import dev.serai.allowances.Limits;
import dev.serai.config.Settings;
import java.util.Set;

/** What the settings say of limits. Stateless. */
public final class LimitSettings {
    private static final String DEFAULT = "DEFAULT_LIMITS";

    private LimitSettings() {}

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        settings.text(DEFAULT).ifPresent(text -> {
            try {
                AllowanceText.rates(text);
            } catch (IllegalArgumentException e) {
                settings.problem(DEFAULT, String.valueOf(e.getMessage()), Set.of());
            }
        });
    }

    /** The limits of whoever has none of their own; of settings in which {@link #check} found nothing wrong. */
    static Limits defaults(Settings settings) {
        return settings.text(DEFAULT)
                .map(text -> Limits.of(AllowanceText.rates(text)))
                .orElse(Limits.NONE);
    }
}
