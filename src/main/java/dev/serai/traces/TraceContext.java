package dev.serai.traces;

import org.jspecify.annotations.Nullable;

/**
 * Where in whose trace a call is made, as the headers {@code traceparent} and {@code tracestate} carry it
 * (https://www.w3.org/TR/trace-context/). Immutable.
 */
public final class TraceContext {
    public static final String PARENT_HEADER = "traceparent";
    public static final String STATE_HEADER = "tracestate";

    /** {@code 00-<32 digits: trace>-<16 digits: span>-<2 digits: flags>}. */
    private static final int LENGTH = 55;

    private static final int TRACE = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS = 53;

    /** The least that the recommendation wants passed on. */
    private static final int LONGEST_STATE = 512;

    private final String parent;
    private final @Nullable String state;
    private final String traceId;

    private TraceContext(String parent, @Nullable String state) {
        this.parent = parent;
        this.state = state;
        this.traceId = parent.substring(TRACE, TRACE_END);
    }

    /**
     * What a request's headers say, or null: a {@code traceparent} that is not there, not of version 00 or not to the letter
     * means nothing, and a {@code tracestate} means nothing without it. One of more than 512 characters, or of other than
     * visible ones, is left out.
     */
    public static @Nullable TraceContext of(@Nullable String parent, @Nullable String state) {
        return parent != null && isValid(parent) ? new TraceContext(parent, passable(state)) : null;
    }

    /** That of a trace that begins here. */
    static TraceContext begun(String traceId, String spanId, boolean sampled) {
        return new TraceContext(parent(traceId, spanId, sampled), null);
    }

    private static String parent(String traceId, String spanId, boolean sampled) {
        return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
    }

    /** The same trace, from another span of it on. */
    public TraceContext at(String spanId, boolean sampled) {
        return new TraceContext(parent(traceId, spanId, sampled), state);
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return traceId;
    }

    /** 16 hexadecimal digits. */
    public String spanId() {
        return parent.substring(SPAN, SPAN_END);
    }

    /** Whether whoever began the trace may keep it. */
    public boolean sampled() {
        return (Character.digit(parent.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    /** The value of the header {@code traceparent}. */
    public String parent() {
        return parent;
    }

    /** The value of the header {@code tracestate}, or null. */
    public @Nullable String state() {
        return state;
    }

    private static boolean isValid(String parent) {
        return parent.length() == LENGTH
                && parent.startsWith("00-")
                && parent.charAt(TRACE_END) == '-'
                && parent.charAt(SPAN_END) == '-'
                && isHex(parent, TRACE, TRACE_END)
                && isHex(parent, SPAN, SPAN_END)
                && isHex(parent, FLAGS, LENGTH)
                && !isZero(parent, TRACE, TRACE_END)
                && !isZero(parent, SPAN, SPAN_END);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String passable(@Nullable String state) {
        if (state == null || state.isBlank() || state.length() > LONGEST_STATE) {
            return null;
        }
        for (int i = 0; i < state.length(); i++) {
            if (state.charAt(i) < ' ' || state.charAt(i) > '~') {
                return null;
            }
        }
        return state;
    }
}
