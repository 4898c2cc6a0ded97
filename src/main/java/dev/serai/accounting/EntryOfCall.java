package dev.serai.accounting;

import dev.serai.budgets.Dollars;
import dev.serai.budgets.Reservation;
import dev.serai.calls.Attempt;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.config.Charge;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderFailure;
import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.LedgerEntry.Counted;
import dev.serai.ledger.LedgerEntry.PriceSource;
import dev.serai.ledger.LedgerEntry.Try;
import dev.serai.ledger.Spending;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the ledger's entry of a call whose answer is known. */
final class EntryOfCall {
    /** A name is no place for a text: what is longer is cut. */
    private static final int LONGEST_NAME = 200;

    /** How requests ended whose process died. */
    private static final String INTERRUPTED = "interrupted";

    private EntryOfCall() {}

    static LedgerEntry of(String id, Call call, int status, Bill bill) {
        Usage usage = bill.usage();
        Charge charge = bill.charge();
        Attempt last = call.attempts().lastSent();
        GatewayError error = call.outcome().error();
        return new LedgerEntry(
                id,
                call.id(),
                call.startedMillis(),
                call.caller().id(),
                call.caller().team(),
                call.endpoint(),
                name(call.request().model()),
                last == null ? null : last.target().provider().name(),
                last == null ? null : name(last.target().model()),
                last == null || last.providerRequestId() == null ? null : name(last.providerRequestId()),
                tries(call),
                usage.reported() ? Counted.REPORTED : usage.estimated() ? Counted.ESTIMATED : Counted.UNKNOWN,
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.reasoning(),
                usage.serviceTier().isEmpty() ? null : name(usage.serviceTier()),
                charge == null ? null : charge.usd(),
                charge == null
                        ? null
                        : new PriceSource(
                                charge.source(),
                                charge.readOn(),
                                charge.validFrom().toString()),
                last == null || !last.heardFirst()
                        ? null
                        : Math.round(last.secondsToFirstEvent() * TimeUnit.SECONDS.toMillis(1)),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.startedNanos()),
                status,
                call.request().stream(),
                call.outcome().brokenStream(),
                name(call.outcome().finishReason()),
                error == null || error.code() == null ? null : name(error.code()),
                null);
    }

    /** What becomes its row if its process dies: what was set aside counts as spent. */
    static LedgerEntry interrupted(Call call, Reservation reservation, long inputTokens, long outputTokens) {
        BigDecimal cost = Dollars.of(reservation.nanoUsd());
        return interrupted(call, reservation.id(), Counted.ESTIMATED, inputTokens, outputTokens, cost)
                .with(reservation.open());
    }

    /** The same where nothing was set aside: what it has cost nobody knows. */
    static LedgerEntry interrupted(Call call, String id) {
        return interrupted(call, id, Counted.UNKNOWN, 0, 0, null).with(Spending.NOTHING_YET);
    }

    private static LedgerEntry interrupted(
            Call call, String id, Counted usage, long inputTokens, long outputTokens, @Nullable BigDecimal cost) {
        return new LedgerEntry(
                id,
                call.id(),
                call.startedMillis(),
                call.caller().id(),
                call.caller().team(),
                call.endpoint(),
                name(call.request().model()),
                null,
                null,
                null,
                List.of(),
                usage,
                inputTokens,
                0,
                0,
                0,
                outputTokens,
                0,
                null,
                cost,
                null,
                null,
                0,
                0,
                call.request().stream(),
                true,
                INTERRUPTED,
                INTERRUPTED,
                null);
    }

    private static List<Try> tries(Call call) {
        List<Try> tries = new ArrayList<>(2);
        for (Attempt attempt : call.attempts()) {
            if (attempt.sent()) {
                tries.add(new Try(
                        attempt.target().provider().name(),
                        name(attempt.target().model()),
                        outcome(attempt),
                        attempt.lastedMillis()));
            }
        }
        return tries;
    }

    private static String outcome(Attempt attempt) {
        ProviderFailure failure = attempt.failure();
        Attempt.Abort aborted = attempt.aborted();
        if (failure != null) {
            return failure.kind().name().toLowerCase(Locale.ROOT);
        }
        return aborted == null ? "answered" : aborted.name().toLowerCase(Locale.ROOT);
    }

    /** What a client or a provider wrote, made fit for any database: no control characters, no halves of characters. */
    static String name(String text) {
        String cut = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
        for (int i = 0; i < cut.length(); i++) {
            char character = cut.charAt(i);
            if (character < ' ' || character == 0x7f || Character.isSurrogate(character)) {
                return fitted(cut);
            }
        }
        return cut;
    }

    private static String fitted(String name) {
        return name.codePoints()
                .map(each -> fit(each) ? each : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean fit(int codePoint) {
        return codePoint >= ' '
                && codePoint != 0x7f
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
