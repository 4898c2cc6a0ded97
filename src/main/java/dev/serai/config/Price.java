package dev.serai.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a provider charges for a model, in US dollars for 1,000,000 tokens. Immutable.
 *
 * @param input read at full price
 * @param output generated; null where the model generates nothing, or nobody told
 * @param cacheRead read from the cache; null: nobody told
 * @param cacheWrite5m written to the cache for five minutes; null: nobody told
 * @param cacheWrite1h written to it for an hour; null: nobody told
 */
public record Price(
        BigDecimal input,
        @Nullable BigDecimal output,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite5m,
        @Nullable BigDecimal cacheWrite1h) {

    Price times(BigDecimal factor) {
        return new Price(
                input.multiply(factor),
                times(output, factor),
                times(cacheRead, factor),
                times(cacheWrite5m, factor),
                times(cacheWrite1h, factor));
    }

    private static @Nullable BigDecimal times(@Nullable BigDecimal price, BigDecimal factor) {
        return price == null ? null : price.multiply(factor);
    }
}
