package dev.serai.accounting;

import dev.serai.budgets.Dollars;
import dev.serai.budgets.Reservation;
import dev.serai.calls.Attempt;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.config.Charge;

/** What a call takes of the budgets that it was reserved of. Pure functions. */
final class Owed {
    private static final int FIRST_REFUSAL = 400;

    private Owed() {}

    /**
     * Its cost, where that is known. Where it is not, or not of each attempt: what is known of it if no provider has answered, else
     * what was reserved at least, since an answer that nobody has counted was none that nobody has paid.
     */
    static long nanoUsd(Call call, Reservation reservation, Bill bill) {
        Charge charge = bill.charge();
        if (charge != null) {
            return Dollars.nano(charge.usd());
        }
        long known = Dollars.nano(bill.knownUsd());
        return answered(call) ? Math.max(known, reservation.nanoUsd()) : known;
    }

    /** Whether a provider has worked on it, and has not failed: one that was cut off in the middle has worked. */
    private static boolean answered(Call call) {
        Attempt last = call.attempts().lastSent();
        if (last == null || last.failure() != null && !call.outcome().brokenStream()) {
            return false;
        }
        return call.outcome().status() < FIRST_REFUSAL;
    }
}
