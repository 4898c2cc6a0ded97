package dev.serai.admin;

import java.math.BigDecimal;

/**
 * Money as the admin API writes it: dollars, exact, as a text, since most who read JSON would make a binary fraction of a number.
 * Pure functions.
 */
final class Dollars {
    private static final int NANO_DIGITS = 9;

    private Dollars() {}

    static String text(long nanos) {
        BigDecimal usd = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
        return usd.signum() == 0 ? "0" : usd.toPlainString();
    }
}
