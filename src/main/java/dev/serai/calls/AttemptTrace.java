package dev.serai.calls;

import dev.serai.traces.RunningSpan;
import dev.serai.traces.TraceContext;
import org.jspecify.annotations.Nullable;

/** What a trace has of an attempt: what its provider is told, its span, and where it was sent to. Used by the request's thread. */
public final class AttemptTrace {
    private @Nullable TraceContext told;
    private @Nullable RunningSpan span;
    private @Nullable String host;
    private int port;

    AttemptTrace() {}

    /**
     * @param parent whose trace it goes on with
     * @param around the span that its own is to be within; null: it gets none
     */
    void begin(@Nullable TraceContext parent, @Nullable RunningSpan around, long startedNanos) {
        told = parent;
        if (around != null) {
            RunningSpan own = around.call(startedNanos);
            span = own;
            told = own.context();
        }
    }

    /** What its provider is told of whose trace it belongs to; null: nothing. */
    public @Nullable TraceContext told() {
        return told;
    }

    /** Its span, or null: nobody wants one. */
    public @Nullable RunningSpan span() {
        return span;
    }

    /** Where it is sent to, as a URL says it; the port negative where it does not say any. */
    public void sentTo(@Nullable String toHost, int toPort) {
        host = toHost;
        port = toPort;
    }

    /** Where it was sent to, or null. */
    public @Nullable String host() {
        return host;
    }

    public int port() {
        return port;
    }
}
