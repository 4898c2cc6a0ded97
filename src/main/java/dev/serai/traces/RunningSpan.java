package dev.serai.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span that has begun. One that is never ended is exported to nobody. Moments are {@link System#nanoTime()}. Thread-safe.
 */
public final class RunningSpan {
    private static final String ERROR_TYPE = "error.type";

    private final Tracer tracer;
    private final Span span;
    private final TraceContext context;
    private final long since1970;

    /**
     * @param before where in the trace it was begun; null where the trace begins with it
     * @param since1970 nanoseconds that make of a moment a time
     */
    RunningSpan(Tracer tracer, Span span, @Nullable TraceContext before, long since1970) {
        this.since1970 = since1970;
        this.tracer = tracer;
        this.span = span;
        SpanContext known = span.getSpanContext();
        this.context = before == null
                ? TraceContext.begun(known.getTraceId(), known.getSpanId(), known.isSampled())
                : before.at(known.getSpanId(), known.isSampled());
    }

    /** What whoever is called within it is told. */
    public TraceContext context() {
        return context;
    }

    /** The span within this one of a call to somebody else, which is named when it ends. */
    public RunningSpan call(long begun) {
        Span child = tracer.spanBuilder("call")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(span))
                .setStartTimestamp(since1970 + begun, TimeUnit.NANOSECONDS)
                .startSpan();
        return new RunningSpan(tracer, child, context, since1970);
    }

    /** Whether anybody will see it: if not, there is nothing to be said of it. */
    public boolean kept() {
        return span.isRecording();
    }

    public RunningSpan named(String name) {
        span.updateName(name);
        return this;
    }

    /** Nothing is said of what is null or empty. */
    public RunningSpan with(String attribute, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            span.setAttribute(attribute, value);
        }
        return this;
    }

    public RunningSpan with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    public RunningSpan with(String attribute, double value) {
        span.setAttribute(attribute, value);
        return this;
    }

    public RunningSpan with(String attribute, boolean value) {
        span.setAttribute(attribute, value);
        return this;
    }

    public RunningSpan with(String attribute, List<String> values) {
        span.setAttribute(AttributeKey.stringArrayKey(attribute), values);
        return this;
    }

    /**
     * It went wrong.
     *
     * @param type one of few words
     * @param here whether that was a fault of whoever did it, rather than of whoever asked for it
     */
    public RunningSpan failed(@Nullable String type, boolean here) {
        if (here) {
            span.setStatus(StatusCode.ERROR);
        }
        return with(ERROR_TYPE, type);
    }

    public void end(long moment) {
        span.end(since1970 + moment, TimeUnit.NANOSECONDS);
    }
}
