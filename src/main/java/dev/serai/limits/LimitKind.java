package dev.serai.limits;

import dev.serai.allowances.Rates;
import org.jspecify.annotations.Nullable;

/** What is counted, in the order in which it is looked at. */
enum LimitKind {
    PARALLEL_REQUESTS("parallel_requests", "requests at the same time"),
    PARALLEL_STREAMS("parallel_streams", "streams at the same time"),
    REQUESTS("requests_per_minute", "requests per minute"),
    TOKENS("tokens_per_minute", "tokens per minute");

    private final String label;
    private final String unit;

    LimitKind(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /** As settings, headers and metrics name it. */
    String label() {
        return label;
    }

    /** For a person. */
    String unit() {
        return unit;
    }

    /** Whether what is taken comes back by itself, a minute later; else it is given back at the end of the call. */
    boolean perMinute() {
        return this == REQUESTS || this == TOKENS;
    }

    @Nullable
    Long of(Rates rates) {
        return rates.value(label);
    }
}
