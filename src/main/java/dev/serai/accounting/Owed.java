package dev.serai.accounting;

import dev.serai.budgets.Dollars;
import dev.serai.budgets.Reservation;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.Charge;
import org.jspecify.annotations.Nullable;

/** What a call takes of the budgets that it was reserved of. Pure functions. */
final class Owed {
    private static final int FIRST_REFUSAL = 400;

    private Owed() {}

    /**
     * Its cost, where that is known. Where it is not: nothing if no provider has answered, else what was reserved, since an
     * answer that nobody has counted was none that nobody has paid.
     */
    static long nanoUsd(Call call, Reservation reservation, @Nullable Charge charge) {
        if (charge != null) {
            return Dollars.nano(charge.usd());
        }
        return answered(call) ? reservation.nanoUsd() : 0;
    }

    /** Whether a provider has worked on it, and has not failed: one that was cut off in the middle has worked. */
    private static boolean answered(Call call) {
        Attempt last = call.lastSent();
        if (last == null || last.failure() != null && !call.outcome().brokenStream()) {
            return false;
        }
        return call.outcome().status() < FIRST_REFUSAL;
    }
}
