package dev.serai.accounting;

import dev.serai.calls.Attempt;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.config.Charge;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientAnswer;
import dev.serai.ledger.Ledger;
import dev.serai.shadow.AnswerFacts;
import dev.serai.shadow.Recording;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What shadows did, beside what those did whom clients heard: a line and a count of each copy, and what it used and cost, under
 * nobody's name but the shadow's. Thread-safe.
 */
public final class ShadowBooks {
    private static final Logger LOG = LoggerFactory.getLogger("serai.shadow");

    private final ShadowMetrics metrics;
    private final Account account;
    private final @Nullable Ledger ledger;

    /** @param ledger that each copy that was sent gets a row of; null: there is none */
    public ShadowBooks(ShadowMetrics metrics, Account account, @Nullable Ledger ledger) {
        this.metrics = metrics;
        this.account = account;
        this.ledger = ledger;
    }

    /** The shadow has answered. */
    public void answered(Call original, Call shadow) {
        Attempt attempt = shadow.underWay();
        Bill bill = account.bill(shadow);
        Charge charge = bill.charge();
        book(shadow, 200);
        metrics.asked(model(shadow), provider(attempt.target()), "answered");
        metrics.used(model(shadow), provider(attempt.target()), bill.usage(), charge == null ? null : charge.usd());
        metrics.took(model(shadow), provider(attempt.target()), attempt.lastedMillis());
        compared(original, shadow);
    }

    private void compared(Call original, Call shadow) {
        Attempt attempt = shadow.underWay();
        boolean sameFinish =
                original.outcome().finishReason().equals(shadow.outcome().finishReason());
        metrics.compared(model(shadow), provider(attempt.target()), "finish_reason", sameFinish);
        LoggingEventBuilder line = line(original, attempt.target(), "answered")
                .addKeyValue("same_finish_reason", sameFinish)
                .addKeyValue("finish_reason", original.outcome().finishReason())
                .addKeyValue("shadow_finish_reason", shadow.outcome().finishReason());
        AnswerFacts heard = facts(original);
        AnswerFacts unheard = facts(shadow);
        if (heard != null && unheard != null) {
            boolean sameTools = heard.tools().equals(unheard.tools());
            metrics.compared(model(shadow), provider(attempt.target()), "tool_calls", sameTools);
            line = line.addKeyValue("same_tool_calls", sameTools)
                    .addKeyValue("tool_calls", heard.tools().size())
                    .addKeyValue("shadow_tool_calls", unheard.tools().size())
                    .addKeyValue("characters", heard.characters())
                    .addKeyValue("shadow_characters", unheard.characters());
        }
        numbers(line, original, shadow).log("shadow compared");
    }

    private LoggingEventBuilder numbers(LoggingEventBuilder line, Call original, Call shadow) {
        Attempt heard = original.attempts().lastSent();
        Attempt unheard = shadow.underWay();
        Bill bill = account.bill(original);
        Bill shadowBill = account.bill(shadow);
        return line.addKeyValue("input_tokens", bill.usage().input())
                .addKeyValue("shadow_input_tokens", shadowBill.usage().input())
                .addKeyValue("output_tokens", bill.usage().output())
                .addKeyValue("shadow_output_tokens", shadowBill.usage().output())
                .addKeyValue("cost_usd", text(bill.charge()))
                .addKeyValue("shadow_cost_usd", text(shadowBill.charge()))
                .addKeyValue("stream", original.request().stream())
                .addKeyValue("duration_ms", heard == null ? null : heard.lastedMillis())
                .addKeyValue("shadow_duration_ms", unheard.lastedMillis())
                .addKeyValue("shadow_provider_request_id", unheard.providerRequestId());
    }

    /** Null where the answer is not there to be looked at. */
    private static @Nullable AnswerFacts facts(Call call) {
        Recording recording = call.recording();
        if (recording != null) {
            return recording.whole() ? AnswerFacts.of(recording) : null;
        }
        Attempt attempt = call.attempts().lastSent();
        ClientAnswer answer = attempt == null ? null : attempt.answer();
        return answer == null ? null : AnswerFacts.of(answer.body());
    }

    /** It was asked, and has not answered. */
    public void failed(Call original, Call shadow, String why) {
        Attempt attempt = shadow.underWay();
        if (attempt.sent()) {
            book(shadow, 502);
        }
        metrics.asked(model(shadow), provider(attempt.target()), "failed");
        line(original, attempt.target(), "failed")
                .addKeyValue("failure", why)
                .addKeyValue("shadow_duration_ms", attempt.elapsedMillis())
                .log("shadow failed");
    }

    /** It was not asked. */
    public void notAsked(Call original, ModelTarget shadow, NotAsked why) {
        String outcome = why.name().toLowerCase(Locale.ROOT);
        metrics.asked(model(original), provider(shadow), outcome);
        line(original, shadow, outcome).log("shadow not asked");
    }

    private void book(Call shadow, int status) {
        if (ledger != null && shadow.outcome().book()) {
            ledger.append(EntryOfCall.of(ledger.newId(), shadow, status, account.bill(shadow)));
        }
    }

    private static LoggingEventBuilder line(Call original, ModelTarget shadow, String outcome) {
        Attempt heard = original.attempts().lastSent();
        return LOG.atInfo()
                .addKeyValue("request_id", original.id())
                .addKeyValue("trace_id", original.trace().id())
                .addKeyValue("model", model(original))
                .addKeyValue("provider", heard == null ? null : provider(heard.target()))
                .addKeyValue(
                        "provider_model", heard == null ? null : heard.target().model())
                .addKeyValue("shadow_provider", provider(shadow))
                .addKeyValue("shadow_model", shadow.model())
                .addKeyValue("outcome", outcome);
    }

    private static String model(Call call) {
        return call.plan().model().name();
    }

    private static String provider(ModelTarget target) {
        return target.provider().name();
    }

    private static @Nullable String text(@Nullable Charge charge) {
        return charge == null ? null : charge.usd().toPlainString();
    }
}
