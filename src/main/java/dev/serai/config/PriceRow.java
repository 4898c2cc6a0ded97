package dev.serai.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * A row of the price book. Immutable.
 *
 * @param validFrom the first day
 * @param price for prompts below every tier
 * @param tiers for longer prompts, the longest first
 * @param factors what to multiply with, by scope
 * @param source where it was read
 * @param readOn the day of reading
 */
record PriceRow(
        LocalDate validFrom,
        Price price,
        List<Tier> tiers,
        Map<String, BigDecimal> factors,
        String source,
        String readOn) {
    static final String REGIONAL = "regional";

    PriceRow {
        tiers = List.copyOf(tiers);
        factors = Map.copyOf(factors);
    }

    /** The prices of a whole request whose prompt has so many tokens, or more. */
    record Tier(long fromPromptTokens, Price price) {}

    Price price(long promptTokens, String scope) {
        Price applying = price;
        for (Tier tier : tiers) {
            if (promptTokens >= tier.fromPromptTokens()) {
                applying = tier.price();
                break;
            }
        }
        BigDecimal factor = factors.get(scope);
        return factor == null ? applying : applying.times(factor);
    }
}
