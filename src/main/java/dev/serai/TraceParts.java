package dev.serai;

import dev.serai.accounting.CallSpans;
import dev.serai.accounting.Metrics;
import dev.serai.config.Settings;
import dev.serai.traces.Traces;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Spans, where a collector is set, and what is shown of them. */
final class TraceParts implements AutoCloseable {
    private static final String SPANS = "ai_proxy_trace_spans_total";
    private static final Duration MOST_LAST_SPANS = Duration.ofSeconds(2);

    private final @Nullable Traces traces;

    /** Null: no spans are exported. */
    final @Nullable CallSpans spans;

    TraceParts(Settings settings, boolean embedded) {
        this.traces = Traces.open(settings, embedded ? MOST_LAST_SPANS : lastSpans(settings), !embedded);
        this.spans = traces == null ? null : new CallSpans(traces);
    }

    /** Within the time that an end has. */
    private static Duration lastSpans(Settings settings) {
        Duration end = Duration.ofSeconds(Gateway.shutdownSeconds(settings));
        return end.compareTo(MOST_LAST_SPANS) < 0 ? end : MOST_LAST_SPANS;
    }

    void show(Metrics metrics) {
        if (traces != null) {
            metrics.count(SPANS, traces, Traces::sent, "outcome", "sent");
            metrics.count(SPANS, traces, Traces::failed, "outcome", "failed");
            metrics.count(SPANS, traces, Traces::dropped, "outcome", "dropped");
        }
    }

    @Override
    public void close() {
        if (traces != null) {
            traces.close();
        }
    }
}
