package dev.serai.accounting;

import dev.serai.auth.Caller;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.Charge;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.ledger.Ledger;
import java.math.BigDecimal;
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

    /** What tokens cost. */
    @FunctionalInterface
    public interface Prices {
        /** US dollars and their reason, or empty where no price is known: unknown is not free. */
        Optional<Charge> charge(ModelTarget target, Usage usage);
    }

    /** @param ledger that each request gets a row of; null: there is none */
    public Account(Metrics metrics, Prices prices, @Nullable Ledger ledger) {
        this.metrics = metrics;
        this.prices = prices;
        this.ledger = ledger;
    }

    /**
     * The last of an answer, or of an error, is about to leave: until this returns it does not. Waits for no disk. Does
     * nothing the second time, and without a ledger.
     */
    public void ending(Call call) {
        call.ending();
        if (ledger == null || !call.book()) {
            return;
        }
        Attempt last = call.lastSent();
        Usage usage = call.usage();
        Charge charge = last == null ? null : charge(call, last, usage).orElse(null);
        for (Attempt broken : call.attempts()) {
            Usage spent = broken.spent();
            if (spent != null) {
                charge = both(charge, charge(call, broken, spent).orElse(null));
                usage = usage == Usage.UNREPORTED ? spent : usage.plus(spent);
            }
        }
        ledger.append(EntryOfCall.of(ledger.newId(), call, status(call), usage, charge));
    }

    /** The sum, under the row of the one that answered. */
    private static @Nullable Charge both(@Nullable Charge one, @Nullable Charge other) {
        return one == null || other == null
                ? one == null ? other : one
                : new Charge(one.usd().add(other.usd()), one.source(), one.readOn(), one.validFrom());
    }

    private Optional<Charge> charge(Call call, Attempt attempt, Usage usage) {
        return (usage.reported() || usage.estimated())
                        && call.mapping().features().costTracking()
                ? prices.charge(attempt.target(), usage)
                : Optional.empty();
    }

    /** A request was refused before it was read whole: it has neither a model nor a line, but it was answered. */
    public void refused(int status, long nanos) {
        metrics.answered(Metrics.NONE, Metrics.OTHER, status, nanos);
    }

    public void ended(Call call) {
        ending(call);
        Attempt attempt = call.lastSent();
        String model = modelLabel(call);
        String provider =
                attempt == null ? Metrics.NONE : attempt.target().provider().name();
        int status = status(call);
        metrics.answered(provider, model, status, System.nanoTime() - call.startedNanos());
        Optional<BigDecimal> cost = Optional.empty();
        Usage usage = call.usage();
        if (attempt != null && attempt.heardFirst()) {
            metrics.firstToken(provider, model, attempt.secondsToFirstEvent());
        }
        if (attempt != null) {
            cost = book(call, attempt, model, usage);
        }
        int rescues = 0;
        for (Attempt broken : call.attempts()) {
            Usage spent = broken.spent();
            if (spent != null) {
                rescues++;
                cost = sum(cost, book(call, broken, model, spent));
                usage = usage == Usage.UNREPORTED ? spent : usage.plus(spent);
            }
        }
        line(call, attempt, provider, status, usage, cost.orElse(null), rescues);
    }

    /** What one attempt used, under the name of its own provider; gives its cost, if known. */
    private Optional<BigDecimal> book(Call call, Attempt attempt, String model, Usage usage) {
        if (!usage.reported() && !usage.estimated()) {
            return Optional.empty();
        }
        String provider = attempt.target().provider().name();
        metrics.used(provider, model, usage);
        Optional<BigDecimal> cost = charge(call, attempt, usage).map(Charge::usd);
        cost.ifPresent(usd -> metrics.cost(provider, model, usd));
        return cost;
    }

    private static Optional<BigDecimal> sum(Optional<BigDecimal> one, Optional<BigDecimal> other) {
        return one.isEmpty() ? other : one.map(usd -> usd.add(other.orElse(BigDecimal.ZERO)));
    }

    /** The client that has left is told nothing; 499 is what logs say of it since nginx. */
    private static int status(Call call) {
        GatewayError error = call.error();
        if (call.client().gone()) {
            return 499;
        }
        return error == null || call.brokenStream()
                ? call.status()
                : call.request().dialect().status(error);
    }

    private static String modelLabel(Call call) {
        return call.planned() && !call.plan().model().byPattern()
                ? call.plan().model().name()
                : Metrics.OTHER;
    }

    private static void line(
            Call call,
            @Nullable Attempt attempt,
            String provider,
            int status,
            Usage usage,
            @Nullable BigDecimal cost,
            int rescues) {
        LoggingEventBuilder line = USAGE.atInfo()
                .addKeyValue("request_id", call.id())
                .addKeyValue("model", call.request().model())
                .addKeyValue("provider", provider)
                .addKeyValue(
                        "provider_model",
                        attempt == null ? null : attempt.target().model())
                .addKeyValue("provider_request_id", attempt == null ? null : attempt.providerRequestId())
                .addKeyValue("attempts", call.sentAttempts())
                .addKeyValue("status", status)
                .addKeyValue("stream", call.request().stream())
                .addKeyValue("broken", call.brokenStream())
                .addKeyValue("finish_reason", call.finishReason())
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
                    .addKeyValue("cost_usd", cost == null ? null : cost.toPlainString());
        }
        if (rescues > 0) {
            line = line.addKeyValue("broken_attempts", rescues);
        }
        if (usage.estimated()) {
            line = line.addKeyValue("estimated", true);
        }
        line.log("usage");
    }
}
