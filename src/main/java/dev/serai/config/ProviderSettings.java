package dev.serai.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's block in the mapping, joined with the environment that outranks it. Immutable.
 *
 * @param name the name in the mapping: one of the seven, {@code sandbox}, or a further one
 * @param type one of {@code openai}, {@code anthropic}, {@code bedrock}, {@code azure}, {@code vertex}, {@code ibm},
 *     {@code oracle}, {@code sandbox}
 * @param enabled whether it may be called at all
 * @param baseUrl where it listens, without a trailing slash; null where it is made of the region
 * @param region region or location, or null
 * @param apiKey the key, or null: then the type's own credentials, or none
 * @param missing the variables that are not set and without which it can't be called; empty: it is configured
 * @param timeouts how long its calls may take, where a model says nothing
 * @param maxRetries further tries on the last target
 * @param retryDelay before such a try
 * @param maxConcurrent calls at the same time; 0: not said
 * @param breaker when the circuit opens
 * @param quirks how an OpenAI-compatible server differs
 * @param settings the other keys of the block as they stand in the file ({@code api_version}, {@code project_id} …)
 */
public record ProviderSettings(
        String name,
        String type,
        boolean enabled,
        @Nullable String baseUrl,
        @Nullable String region,
        @Nullable String apiKey,
        List<String> missing,
        Timeouts timeouts,
        int maxRetries,
        Duration retryDelay,
        int maxConcurrent,
        Breaker breaker,
        Quirks quirks,
        Map<String, Object> settings) {

    public ProviderSettings {
        missing = List.copyOf(missing);
        settings = Map.copyOf(settings);
    }

    /** Whether everything that it needs is there. */
    public boolean configured() {
        return missing.isEmpty();
    }

    /** The same with other variables missing. */
    ProviderSettings withMissing(List<String> others) {
        return new ProviderSettings(
                name,
                type,
                enabled,
                baseUrl,
                region,
                apiKey,
                others,
                timeouts,
                maxRetries,
                retryDelay,
                maxConcurrent,
                breaker,
                quirks,
                settings);
    }

    /** Not the record's own: a key has no place in a log. */
    @Override
    public String toString() {
        return "ProviderSettings[" + name + ", " + type + "]";
    }

    /**
     * When a provider's circuit opens, and for how long.
     *
     * @param failureRate percent of the window
     * @param window calls that are looked at
     * @param minimumCalls below which the rate is not judged
     * @param openFor how long it stays open
     * @param halfOpenCalls probes at a time
     */
    public record Breaker(int failureRate, int window, int minimumCalls, Duration openFor, int halfOpenCalls) {
        public static final Breaker DEFAULT = new Breaker(50, 100, 20, Duration.ofSeconds(5), 1);
    }

    /**
     * How an OpenAI-compatible server differs from OpenAI.
     *
     * @param maxTokensName the field for the output limit, or null: whichever the client used
     * @param streamOptions whether it knows {@code stream_options}
     * @param toolIndexFrom where it begins to count tool calls
     * @param systemRole the role for system and developer messages, or null: as the client wrote it
     * @param responses whether it has {@code /responses}, or null: as far as is known of it
     */
    public record Quirks(
            @Nullable String maxTokensName,
            boolean streamOptions,
            int toolIndexFrom,
            @Nullable String systemRole,
            @Nullable Boolean responses) {
        public static final Quirks NONE = new Quirks(null, true, 0, null);

        /** Of a server of which nobody says whether it has responses. */
        public Quirks(
                @Nullable String maxTokensName, boolean streamOptions, int toolIndexFrom, @Nullable String systemRole) {
            this(maxTokensName, streamOptions, toolIndexFrom, systemRole, null);
        }
    }
}
