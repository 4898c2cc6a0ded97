package dev.serai.accounting;

import dev.serai.calls.Bill;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The contract's metrics. Label values come from the configuration alone, so that no client can make a series. Thread-safe;
 * a meter is looked up once and kept. Values that are shown as they are go with it when it is closed, for the registry may be an
 * application's; of several gateways on one registry the first shows its own, and the others add to the rest.
 */
public final class Metrics implements AutoCloseable {
    /** The label of what no configuration names. */
    public static final String OTHER = "other";
    /** The provider's label of a request that reached none. */
    public static final String NONE = "none";

    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("ai_proxy_streams_active", "Streams that are being pumped to clients"),
            Map.entry("ai_proxy_config_last_reload_successful", "1 if the last change of the configuration was valid"),
            Map.entry("ai_proxy_requests_total", "Requests that have been answered, by the status that the client got"),
            Map.entry(
                    "ai_proxy_request_duration_seconds",
                    "From the body of a request being there to the last of its answer"),
            Map.entry(
                    "ai_proxy_time_to_first_token_seconds",
                    "From the start of the attempt that answered to its first event, or its whole answer"),
            Map.entry(
                    "ai_proxy_tokens_total", "Tokens as the provider reported them, or as the gateway estimated them"),
            Map.entry("ai_proxy_cost_usd_total", "What these tokens cost by configs/prices.yaml"),
            Map.entry("ai_proxy_provider_errors_total", "Attempts that failed, by what went wrong"),
            Map.entry("ai_proxy_translation_duration_seconds", "Translation of one request or one whole answer"),
            Map.entry(
                    "ai_proxy_provider_up",
                    "1 if the provider is configured and its circuit breaker lets calls through"),
            Map.entry("serai_canary_requests_total", "Requests to models that have a canary, by who was tried first"),
            Map.entry(
                    "serai_canary_duration_seconds",
                    "From the body of such a request being there to the last of its answer"),
            Map.entry("serai_canary_cost_usd_total", "What such requests cost by configs/prices.yaml"),
            Map.entry("ai_proxy_requests_in_flight", "Requests that are being worked on, of MAX_IN_FLIGHT"),
            Map.entry("ai_proxy_bytes_in_flight", "What their bodies of more than 64 KiB hold, of MAX_BYTES_IN_FLIGHT"),
            Map.entry(
                    "ai_proxy_heap_pressure",
                    "1 while new requests are refused since the heap is nearly full after collections"),
            Map.entry("ai_proxy_limit_refusals_total", "Requests that were refused at a limit of their key or team"),
            Map.entry("ai_proxy_budget_refusals_total", "Requests that were refused for a budget of their key or team"),
            Map.entry(
                    "ai_proxy_budget_wait_seconds",
                    "How long requests waited for the store of the budgets, where they did"),
            Map.entry("ai_proxy_budget_reserved_usd", "Set aside of budgets for requests under way"),
            Map.entry("ai_proxy_budget_store_up", "1 if the store of the budgets has answered lately"),
            Map.entry("ai_proxy_limits_shared", "1 while all gateways count limits together, in Redis"),
            Map.entry("ai_proxy_ledger_journal_bytes", "Bytes of the journal that are not in the store yet"),
            Map.entry(
                    "ai_proxy_ledger_disk_used_percent",
                    "Percent of the file system with the ledger's journal that are not free"),
            Map.entry("ai_proxy_ledger_lost_entries", "Requests since the start that the ledger has no row of"),
            Map.entry(
                    "ai_proxy_ledger_sync_failures",
                    "Times since the start that the ledger's journal could not be brought to the disk"),
            Map.entry(
                    "ai_proxy_audit_sync_failures",
                    "Times since the start that the audit's journal could not be brought to the disk"),
            Map.entry("ai_proxy_ledger_store_up", "1 if the store took the last rows of the ledger"),
            Map.entry(
                    "ai_proxy_trace_spans_total",
                    "Spans that the collector has taken, that it has not taken, and that found no room to wait"),
            Map.entry("ai_proxy_breaker_state", "1 for the state that the provider's circuit breaker is in"));

    static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120),
        Duration.ofSeconds(300)
    };

    private final MeterRegistry registry;
    private final Queue<Meter> shown = new ConcurrentLinkedQueue<>();
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<List<String>, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger lastReload = new AtomicInteger(1);

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("ai_proxy_streams_active", streams, AtomicInteger::get);
        gauge("ai_proxy_config_last_reload_successful", lastReload, AtomicInteger::get);
    }

    /** A request has been answered, with this status. */
    public void answered(String provider, String model, int status, long nanos) {
        counter("ai_proxy_requests_total", "provider", provider, "model", model, "status", Integer.toString(status))
                .increment();
        timer("ai_proxy_request_duration_seconds", "provider", provider, "model", model)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The first event of a stream, or a whole answer, has come. */
    public void firstToken(String provider, String model, double seconds) {
        timer("ai_proxy_time_to_first_token_seconds", "provider", provider, "model", model)
                .record((long) (seconds * TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
    }

    public void used(String provider, String model, Usage usage) {
        tokens(provider, model, "input", usage.input());
        tokens(provider, model, "output", usage.output());
        tokens(provider, model, "cache_read", usage.cacheRead());
        tokens(provider, model, "cache_write", usage.cacheWrite());
        tokens(provider, model, "reasoning", usage.reasoning());
    }

    public void cost(String provider, String model, BigDecimal usd) {
        counter("ai_proxy_cost_usd_total", "provider", provider, "model", model).increment(usd.doubleValue());
    }

    public void failed(String provider, ProviderFailure.Kind kind) {
        counter(
                        "ai_proxy_provider_errors_total",
                        "provider",
                        provider,
                        "error_type",
                        kind.name().toLowerCase(java.util.Locale.ROOT))
                .increment();
    }

    public void translated(String from, String to, long nanos) {
        timer("ai_proxy_translation_duration_seconds", "from", from, "to", to).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void streamBegan() {
        streams.incrementAndGet();
    }

    public void streamEnded() {
        streams.decrementAndGet();
    }

    public void reloaded(boolean successful) {
        lastReload.set(successful ? 1 : 0);
    }

    /** A call was refused, because a limit of its key or its team was reached. */
    public void limited(String limit, String of) {
        counter("ai_proxy_limit_refusals_total", "limit", limit, "of", of).increment();
    }

    /** A call was refused, because of a budget of its key or its team. */
    public void overBudget(String scope, String period, String reason) {
        counter("ai_proxy_budget_refusals_total", "scope", scope, "period", period, "reason", reason)
                .increment();
    }

    /** A call has waited until the store said whether there is money. */
    public void waitedForBudget(long nanos) {
        timer("ai_proxy_budget_wait_seconds").record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request to a model with a canary has ended. */
    void canary(String model, CanaryGroups.Place place, Bill bill, long nanos) {
        String group = place.group();
        counter("serai_canary_requests_total", "model", model, "group", group, "outcome", place.outcome())
                .increment();
        timer("serai_canary_duration_seconds", "model", model, "group", group).record(nanos, TimeUnit.NANOSECONDS);
        if (bill.charge() != null) {
            counter("serai_canary_cost_usd_total", "model", model, "group", group)
                    .increment(bill.charge().usd().doubleValue());
        }
    }

    /** Shows a count that somebody else keeps, as it is when somebody looks. */
    public <T> void count(String name, T of, ToDoubleFunction<T> value, String... tags) {
        if (registry.find(name).tags(tags).functionCounter() == null) {
            shown.add(FunctionCounter.builder(name, of, value)
                    .description(HELP.get(name))
                    .tags(tags)
                    .register(registry));
        }
    }

    /** Shows a value as it is when somebody looks, unless another gateway shows its own under that name. */
    public <T> void gauge(String name, T of, ToDoubleFunction<T> value, String... tags) {
        if (registry.find(name).tags(tags).gauge() == null) {
            shown.add(Gauge.builder(name, of, value)
                    .description(HELP.get(name))
                    .tags(tags)
                    .strongReference(true)
                    .register(registry));
        }
    }

    @Override
    public void close() {
        shown.forEach(registry::remove);
    }

    private void tokens(String provider, String model, String type, long count) {
        if (count > 0) {
            counter("ai_proxy_tokens_total", "provider", provider, "model", model, "type", type)
                    .increment(count);
        }
    }

    private Counter counter(String... nameAndTags) {
        return meter(counters, nameAndTags, key -> Counter.builder(key.get(0))
                .description(HELP.get(key.get(0)))
                .tags(key.subList(1, key.size()).toArray(String[]::new))
                .register(registry));
    }

    private Timer timer(String... nameAndTags) {
        return meter(timers, nameAndTags, key -> Timer.builder(key.get(0))
                .description(HELP.get(key.get(0)))
                .tags(key.subList(1, key.size()).toArray(String[]::new))
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    private static <M> M meter(Map<List<String>, M> meters, String[] nameAndTags, Function<List<String>, M> make) {
        List<String> key = List.of(nameAndTags);
        M known = meters.get(key);
        return known != null ? known : meters.computeIfAbsent(key, make);
    }
}
