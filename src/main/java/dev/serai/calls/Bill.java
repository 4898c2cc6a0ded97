package dev.serai.calls;

import dev.serai.config.Charge;
import dev.serai.dialects.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request has used, and what it cost. Immutable.
 *
 * @param items of the attempts that used anything, the one that answered first
 * @param usage of all of them
 * @param charge for all of them, under the row of the first that has one; null where no price is known
 */
public record Bill(List<Item> items, Usage usage, @Nullable Charge charge) {
    /** What one attempt has used, and what that cost; null where no price is known. */
    public record Item(
            Attempt attempt, Usage usage, @Nullable Charge charge) {}

    /** Of these attempts together. */
    public static Bill of(List<Item> items) {
        Usage usage = Usage.UNREPORTED;
        Charge charge = null;
        for (Item item : items) {
            usage = usage == Usage.UNREPORTED ? item.usage() : usage.plus(item.usage());
            charge = both(charge, item.charge());
        }
        return new Bill(List.copyOf(items), usage, charge);
    }

    private static @Nullable Charge both(@Nullable Charge one, @Nullable Charge other) {
        return one == null || other == null
                ? one == null ? other : one
                : new Charge(one.usd().add(other.usd()), one.source(), one.readOn(), one.validFrom());
    }
}
