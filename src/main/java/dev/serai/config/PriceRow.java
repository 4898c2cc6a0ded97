package dev.serai.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the price book. Immutable.
 *
 * @param validFrom the first day
 * @param price for prompts below every tier
 * @param tiers for longer prompts, the longest first
 * @param factors what to multiply with, by scope
 * @param serviceTiers what is charged instead for short prompts, by the name of the service tier that answered
 * @param source where it was read
 * @param readOn the day of reading
 */
record PriceRow(
        LocalDate validFrom,
        Price price,
        List<Tier> tiers,
        Map<String, BigDecimal> factors,
        Map<String, Price> serviceTiers,
        String source,
        String readOn) {
    static final String REGIONAL = "regional";
    /** What providers call the tier that everybody gets who asks for none. */
    private static final Set<String> STANDARD = Set.of("", "default", "standard", "auto", "on_demand");

    PriceRow {
        tiers = List.copyOf(tiers);
        factors = Map.copyOf(factors);
        serviceTiers = Map.copyOf(serviceTiers);
    }

    /** The prices of a whole request whose prompt has so many tokens, or more. */
    record Tier(long fromPromptTokens, Price price) {}

    /**
     * What holds for a prompt of so many tokens.
     *
     * @param serviceTier that answered, in lower case; empty if it was not said
     * @return null where nobody told what that service tier costs
     */
    @Nullable
    Price price(long promptTokens, String scope, String serviceTier) {
        Price longer = longer(promptTokens);
        Price applying = longer == null ? price : longer;
        if (!STANDARD.contains(serviceTier)) {
            applying = longer == null ? serviceTiers.get(serviceTier) : null;
        }
        BigDecimal factor = factors.get(scope);
        return factor == null || applying == null ? applying : applying.times(factor);
    }

    private @Nullable Price longer(long promptTokens) {
        for (Tier tier : tiers) {
            if (promptTokens >= tier.fromPromptTokens()) {
                return tier.price();
            }
        }
        return null;
    }
}
