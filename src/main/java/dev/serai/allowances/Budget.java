package dev.serai.allowances;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much may be spent in a time. Money is whole billionths of a US dollar, as in the ledger. Immutable.
 *
 * @param period after which it begins anew
 * @param limitNanoUsd what may be spent in it
 * @param softNanoUsd from when on somebody is told; null: nobody is
 * @param model the pattern of the models whose requests it is for, in which a star is any text; null: all
 */
public record Budget(
        Period period,
        long limitNanoUsd,
        @Nullable Long softNanoUsd,
        @Nullable String model) {
    /** A dollar. */
    public static final long NANO_USD = 1_000_000_000L;

    /** A budget ends somewhere: a million dollars. */
    public static final long MOST_NANO_USD = 1_000_000L * NANO_USD;

    /** In UTC. */
    public enum Period {
        DAY,
        MONTH,
        /** Of all time. */
        TOTAL;

        /** Null where the text names none. */
        public static @Nullable Period of(String text) {
            for (Period period : values()) {
                if (period.text().equals(text)) {
                    return period;
                }
            }
            return null;
        }

        /** As it is written: {@code day}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the amounts make no sense */
    public Budget {
        if (limitNanoUsd < 1 || limitNanoUsd > MOST_NANO_USD) {
            throw new IllegalArgumentException("a budget is more than nothing, and at most a million dollars");
        }
        if (softNanoUsd != null && (softNanoUsd < 1 || softNanoUsd >= limitNanoUsd)) {
            throw new IllegalArgumentException("a soft limit is more than nothing, and less than its budget");
        }
        if (model != null && model.isBlank()) {
            throw new IllegalArgumentException("the pattern of a budget's models is empty");
        }
    }
}
