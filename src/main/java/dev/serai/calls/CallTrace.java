package dev.serai.calls;

import dev.serai.traces.RunningSpan;
import dev.serai.traces.TraceContext;
import org.jspecify.annotations.Nullable;

/** What a trace has of a call: whose it is, and its span. Used by the request's thread. */
public final class CallTrace {
    private @Nullable TraceContext context;
    private @Nullable RunningSpan span;

    CallTrace() {}

    /** Whose trace it goes on with; null: nobody's. */
    public @Nullable TraceContext context() {
        return context;
    }

    /** Before the first attempt. */
    public void goesOn(@Nullable TraceContext with) {
        context = with;
    }

    /** Its span, or null: nobody wants one. */
    public @Nullable RunningSpan span() {
        return span;
    }

    /** From now on each attempt has a span within this one. Before the first. */
    public void begun(RunningSpan ofCall) {
        span = ofCall;
        context = ofCall.context();
    }

    /** By which a log line is found from a trace, or null. */
    public @Nullable String id() {
        return context == null ? null : context.traceId();
    }
}
