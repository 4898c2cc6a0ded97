package dev.serai.traces;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The SDK's batches with a count around them: how many spans wait, of {@value #MOST} at most, and what became of the others. The
 * SDK itself tells of those that it drops in a log alone. Thread-safe.
 */
final class SpanQueue implements SpanProcessor {
    /** Ended and not yet taken by the collector; a span holds one or two KiB. */
    static final int MOST = 4096;

    /** A full batch does not wait for it. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final BatchSpanProcessor batches;

    SpanQueue(SpanExporter exporter) {
        this.batches = BatchSpanProcessor.builder(new Counting(exporter))
                .setMaxQueueSize(2 * MOST) // What is being sent has left it, but still counts here.
                .setScheduleDelay(LONGEST_WAIT)
                .setMeterProvider(MeterProvider.noop())
                .build();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Nothing is said of a span before its end.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            dropped.increment();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    int waiting() {
        return waiting.get();
    }

    long sent() {
        return sent.sum();
    }

    long failed() {
        return failed.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    private final class Counting implements SpanExporter {
        private final SpanExporter exporter;

        Counting(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> {
                waiting.addAndGet(-count);
                (result.isSuccess() ? sent : failed).add(count);
            });
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
