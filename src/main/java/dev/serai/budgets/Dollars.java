package dev.serai.budgets;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Billionths of a dollar, and dollars. Pure functions. */
public final class Dollars {
    private static final int NANO_DIGITS = 9;
    private static final int CENT_DIGITS = 2;

    private Dollars() {}

    /** Billionths; what is less than one is one. */
    public static long nanoUp(BigDecimal usd) {
        return nano(usd, RoundingMode.CEILING);
    }

    /** Billionths, as the ledger rounds them. */
    public static long nano(BigDecimal usd) {
        return nano(usd, RoundingMode.HALF_UP);
    }

    private static long nano(BigDecimal usd, RoundingMode mode) {
        return usd.movePointRight(NANO_DIGITS).setScale(0, mode).longValueExact();
    }

    public static BigDecimal of(long nano) {
        return BigDecimal.valueOf(nano, NANO_DIGITS);
    }

    /** {@code 12.50}, {@code 0.000013}: as many digits as it takes, two at least. */
    public static String text(long nano) {
        BigDecimal shortest = of(nano).stripTrailingZeros();
        return (shortest.scale() < CENT_DIGITS ? shortest.setScale(CENT_DIGITS, RoundingMode.UNNECESSARY) : shortest)
                .toPlainString();
    }
}
