package dev.serai.accounting;

import dev.serai.dialects.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of shadows, apart from the contract's, which are of what clients got. Labels come from the configuration alone.
 * Thread-safe.
 */
public final class ShadowMetrics {
    private final MeterRegistry registry;

    public ShadowMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A copy was drawn, and this became of it. */
    void asked(String model, String provider, String outcome) {
        Counter.builder("serai_shadow_requests_total")
                .description("Copies of requests for a model's shadow, by what became of them")
                .tags("model", model, "provider", provider, "outcome", outcome)
                .register(registry)
                .increment();
    }

    /** Two answers were compared in one respect. */
    void compared(String model, String provider, String aspect, boolean same) {
        Counter.builder("serai_shadow_compared_total")
                .description("Answers of shadows beside those that clients got, by whether they are alike")
                .tags("model", model, "provider", provider, "aspect", aspect, "same", Boolean.toString(same))
                .register(registry)
                .increment();
    }

    /** How long an answer took, from the attempt's start to its end. */
    void took(String model, String provider, long millis) {
        Timer.builder("serai_shadow_duration_seconds")
                .description("How long shadows took to answer")
                .tags("model", model, "provider", provider)
                .serviceLevelObjectives(Metrics.BUCKETS)
                .register(registry)
                .record(millis, TimeUnit.MILLISECONDS);
    }

    /** What an answer used, and what that cost, where it is known. */
    void used(String model, String provider, Usage usage, @Nullable BigDecimal usd) {
        tokens(model, provider, "input", usage.input());
        tokens(model, provider, "output", usage.output());
        tokens(model, provider, "cache_read", usage.cacheRead());
        tokens(model, provider, "cache_write", usage.cacheWrite());
        tokens(model, provider, "reasoning", usage.reasoning());
        if (usd != null) {
            Counter.builder("serai_shadow_cost_usd_total")
                    .description("What the tokens of shadows cost by configs/prices.yaml")
                    .tags("model", model, "provider", provider)
                    .register(registry)
                    .increment(usd.doubleValue());
        }
    }

    private void tokens(String model, String provider, String type, long count) {
        if (count > 0) {
            Counter.builder("serai_shadow_tokens_total")
                    .description("Tokens of shadows as the provider reported them")
                    .tags("model", model, "provider", provider, "type", type)
                    .register(registry)
                    .increment(count);
        }
    }
}
