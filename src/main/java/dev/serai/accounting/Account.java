package dev.serai.accounting;

import dev.serai.auth.Caller;
import dev.serai.budgets.Reservation;
import dev.serai.calls.Attempt;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.config.Charge;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Puts a request that has ended into the books: the metrics, and one usage line. Thread-safe. */
public final class Account {
    private static final Logger USAGE = LoggerFactory.getLogger("serai.usage");

    private final Metrics metrics;
    private final Prices prices;
    private final @Nullable Ledger ledger;
    private final @Nullable KeptContent contents;
    private final MissingUsage missing =
            new MissingUsage(new Tokenizers(Runtime.getRuntime().maxMemory()));

    /** What tokens cost. */
    @FunctionalInterface
    public interface Prices {
        /** US dollars and their reason, or empty where no price is known: unknown is not free. */
        Optional<Charge> charge(ModelTarget target, Usage usage);
    }

    /**
     * @param ledger that each request gets a row of; null: there is none
     * @param contents what keeps texts of those who want that; null: nobody
     */
    public Account(Metrics metrics, Prices prices, @Nullable Ledger ledger, @Nullable KeptContent contents) {
        this.metrics = metrics;
        this.prices = prices;
        this.ledger = ledger;
        this.contents = contents;
    }

    /**
     * The last of an answer, or of an error, is about to leave: until this returns it does not. Waits for no disk. Does
     * nothing the second time, and without a ledger.
     */
    public void ending(Call call) {
        if (call.ending().awaited()) {
            bill(call);
        }
        call.ending().now();
        if (ledger == null || !call.outcome().book()) {
            return;
        }
        Bill bill = bill(call);
        Reservation reservation = call.reservation();
        if (reservation == null) {
            String begun = call.ledgerId();
            ledger.append(EntryOfCall.of(begun == null ? ledger.newId() : begun, call, status(call), bill));
        } else {
            long spent = Owed.nanoUsd(call, reservation, bill);
            ledger.append(
                    EntryOfCall.of(reservation.id(), call, status(call), bill).with(reservation.spent(spent)));
            reservation.settle(spent);
        }
    }

    /**
     * Notes a call that is about to cost something, and what is set aside for it: that is its row if the process dies before
     * it has ended.
     *
     * @return false if it can't be noted: then it must not go on
     */
    public boolean begun(Call call, Reservation reservation, long inputTokens, long outputTokens) {
        endsInAnyCase(call);
        return ledger != null && ledger.begin(EntryOfCall.interrupted(call, reservation, inputTokens, outputTokens));
    }

    /** Notes a call for which nothing is set aside, so that it has a row even if the process dies before it has ended. */
    public void begun(Call call) {
        Ledger books = ledger;
        if (books != null) {
            String id = books.newId();
            call.ledgerId(id);
            endsInAnyCase(call);
            books.begin(id, () -> EntryOfCall.interrupted(call, id));
        }
    }

    /** Even if nobody accounts for it. */
    private void endsInAnyCase(Call call) {
        call.ending().then(() -> ending(call));
    }

    /** Worked out once, when all is known that a provider says. */
    Bill bill(Call call) {
        Bill known = call.outcome().bill();
        if (known == null) {
            known = Bill.of(items(call));
            call.outcome().bill(known);
        }
        return known;
    }

    private List<Bill.Item> items(Call call) {
        List<Bill.Item> items = new ArrayList<>(1);
        Attempt last = call.attempts().lastSent();
        if (last != null && last.spent() == null) {
            add(items, call, last, missing.complete(call, last, call.outcome().usage()));
        }
        for (Attempt broken : call.attempts()) {
            Usage spent = broken.spent();
            if (spent != null) {
                add(items, call, broken, spent);
            }
        }
        return items;
    }

    private void add(List<Bill.Item> items, Call call, Attempt attempt, Usage usage) {
        if (usage.reported() || usage.estimated()) {
            boolean priced = call.mapping().features().costTracking() || call.reservation() != null;
            Charge charge = priced ? prices.charge(attempt.target(), usage).orElse(null) : null;
            items.add(new Bill.Item(attempt, usage, charge));
        }
    }

    /** A request was refused before it was read whole: it has neither a model nor a line, but it was answered. */
    public void refused(int status, long nanos) {
        metrics.answered(Metrics.NONE, Metrics.OTHER, status, nanos);
    }

    public void ended(Call call) {
        ending(call);
        Attempt attempt = call.attempts().lastSent();
        String model = modelLabel(call);
        String provider =
                attempt == null ? Metrics.NONE : attempt.target().provider().name();
        int status = status(call);
        metrics.answered(provider, model, status, System.nanoTime() - call.startedNanos());
        if (attempt != null && attempt.heardFirst()) {
            metrics.firstToken(provider, model, attempt.secondsToFirstEvent());
        }
        Bill bill = bill(call);
        for (Bill.Item item : bill.items()) {
            String payee = item.attempt().target().provider().name();
            metrics.used(payee, model, item.usage());
            Charge charge = item.charge();
            if (charge != null) {
                metrics.cost(payee, model, charge.usd());
            }
        }
        CanaryGroups.of(call, status)
                .ifPresent(place -> metrics.canary(model, place, bill, System.nanoTime() - call.startedNanos()));
        line(call, attempt, provider, status, bill);
        if (contents != null) {
            contents.keep(call, status);
        }
    }

    /** The client that has left is told nothing; 499 is what logs say of it since nginx. */
    static int status(Call call) {
        GatewayError error = call.outcome().error();
        Attempt last = call.attempts().lastSent();
        boolean brokenByProvider = call.outcome().brokenStream() && last != null && last.failure() != null;
        if (call.client().gone() && !brokenByProvider) {
            return 499;
        }
        return error == null || call.outcome().brokenStream()
                ? call.outcome().status()
                : call.request().dialect().status(error);
    }

    private static String modelLabel(Call call) {
        return call.planned() && !call.plan().model().byPattern()
                ? call.plan().model().name()
                : Metrics.OTHER;
    }

    private static int broken(Call call) {
        int broken = 0;
        for (Attempt attempt : call.attempts()) {
            broken += attempt.spent() == null ? 0 : 1;
        }
        return broken;
    }

    private static void line(Call call, @Nullable Attempt attempt, String provider, int status, Bill bill) {
        Usage usage = bill.usage();
        Charge charge = bill.charge();
        LoggingEventBuilder line = USAGE.atInfo()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("model", call.request().model())
                .addKeyValue("provider", provider)
                .addKeyValue(
                        "provider_model",
                        attempt == null ? null : attempt.target().model())
                .addKeyValue("provider_request_id", attempt == null ? null : attempt.providerRequestId())
                .addKeyValue("attempts", call.attempts().sent())
                .addKeyValue("status", status)
                .addKeyValue("stream", call.request().stream())
                .addKeyValue("broken", call.outcome().brokenStream())
                .addKeyValue("finish_reason", call.outcome().finishReason())
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.startedNanos()));
        if (call.caller() != Caller.ANYONE) {
            line = line.addKeyValue("key", call.caller().id())
                    .addKeyValue("team", call.caller().team());
        }
        if (usage.reported() || usage.estimated()) {
            line = line.addKeyValue("input_tokens", usage.input())
                    .addKeyValue("output_tokens", usage.output())
                    .addKeyValue("cache_read_tokens", usage.cacheRead())
                    .addKeyValue("cache_write_tokens", usage.cacheWrite())
                    .addKeyValue("reasoning_tokens", usage.reasoning())
                    .addKeyValue(
                            "cost_usd", charge == null ? null : charge.usd().toPlainString());
        }
        int broken = broken(call);
        if (broken > 0) {
            line = line.addKeyValue("broken_attempts", broken);
        }
        if (usage.estimated()) {
            line = line.addKeyValue("estimated", true);
        }
        line.log("usage");
    }
}
