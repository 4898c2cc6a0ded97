package dev.serai.config;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What tokens cost, and the row of the price book that says so. Immutable.
 *
 * @param usd exact
 * @param source where the row's prices were read
 * @param readOn the day of reading, as the row has it
 * @param validFrom the first day that they hold; 1970-01-01 where the row names none
 */
public record Charge(BigDecimal usd, String source, String readOn, LocalDate validFrom) {}
