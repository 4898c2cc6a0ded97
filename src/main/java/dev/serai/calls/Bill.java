package dev.serai.calls;

import dev.serai.config.Charge;
import dev.serai.dialects.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request has used, and what it cost. Immutable.
 *
 * @param items of the attempts that used anything, the one that answered first
 * @param usage of all of them
 * @param charge for all of them, under the row of the first; null where one has no price that is known, for the rest is not what
 *     the request cost
 */
public record Bill(List<Item> items, Usage usage, @Nullable Charge charge) {
    /** What one attempt has used, and what that cost; null where no price is known. */
    public record Item(
            Attempt attempt, Usage usage, @Nullable Charge charge) {}

    /** Of these attempts together. */
    public static Bill of(List<Item> items) {
        Usage usage = Usage.UNREPORTED;
        for (Item item : items) {
            usage = usage == Usage.UNREPORTED ? item.usage() : usage.plus(item.usage());
        }
        return new Bill(List.copyOf(items), usage, charge(items));
    }

    private static @Nullable Charge charge(List<Item> items) {
        Charge first = items.isEmpty() ? null : items.get(0).charge();
        if (first == null || items.size() == 1) {
            return first;
        }
        for (Item item : items) {
            if (item.charge() == null) {
                return null;
            }
        }
        return new Charge(knownUsd(items), first.source(), first.readOn(), first.validFrom());
    }

    /** What those of the attempts cost together whose price is known, in US dollars. */
    public BigDecimal knownUsd() {
        return knownUsd(items);
    }

    private static BigDecimal knownUsd(List<Item> items) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Item item : items) {
            Charge charge = item.charge();
            sum = charge == null ? sum : sum.add(charge.usd());
        }
        return sum;
    }
}
