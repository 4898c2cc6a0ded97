package dev.serai;

import dev.serai.accounting.Account;
import dev.serai.accounting.JvmMetrics;
import dev.serai.accounting.KeptContent;
import dev.serai.accounting.Metrics;
import dev.serai.auth.Access;
import dev.serai.budgets.SettledSpending;
import dev.serai.calls.Watch;
import dev.serai.config.Charge;
import dev.serai.config.ConfigFiles;
import dev.serai.config.MappingWatcher;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.PriceBook;
import dev.serai.config.ProviderSettings;
import dev.serai.config.Settings;
import dev.serai.credentials.AwsAccount;
import dev.serai.credentials.AzureCredentials;
import dev.serai.credentials.IbmCredentials;
import dev.serai.credentials.google.GoogleAccount;
import dev.serai.credentials.google.GoogleCredentials;
import dev.serai.credentials.oci.OciAccount;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.Usage;
import dev.serai.dialects.WireFormats;
import dev.serai.dialects.anthropic.AnthropicDialect;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.GeminiDialect;
import dev.serai.dialects.oci.OciCohereDialect;
import dev.serai.dialects.oci.OciGenericDialect;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.watsonx.WatsonxDialect;
import dev.serai.health.HealthProbes;
import dev.serai.health.HeapPressure;
import dev.serai.health.ProviderHealth;
import dev.serai.health.Readiness;
import dev.serai.http.WorkerThreads;
import dev.serai.ledger.Ledger;
import dev.serai.lifetimes.Opened;
import dev.serai.limits.CallLimits;
import dev.serai.models.Availability;
import dev.serai.models.Bulkheads;
import dev.serai.models.Cooldowns;
import dev.serai.models.Latencies;
import dev.serai.models.LoadBalancer;
import dev.serai.models.ModelFallback;
import dev.serai.models.RetryBudget;
import dev.serai.policies.PolicyRoutes;
import dev.serai.providers.Breakers;
import dev.serai.providers.ConnectionPool;
import dev.serai.providers.HostAddresses;
import dev.serai.providers.ProviderType;
import dev.serai.providers.RouteNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a gateway is made of beside its routes, made once and shared by all requests. Thread-safe; the mapping is
 * the one thing that changes, in one step.
 */
final class Components implements AutoCloseable {
    private final Opened opened;
    final Settings settings;

    /** Whether the Camel context is an application's. */
    final boolean embedded;

    /** Who may come in; null: anyone. */
    final @Nullable Access access;

    /** Null: none is kept. */
    final @Nullable Ledger ledger;

    final TraceParts traces;
    final AuditParts auditing;
    final SinkParts sinks;

    /** Null: there are none. */
    final @Nullable BudgetParts budgets;

    final ConfigFiles files;
    final MappingWatcher mappingFiles;
    final Clock clock;
    final Watch watch;
    final MeterRegistry meters;
    final Metrics metrics;

    /** Null: an application looks after its own. */
    final @Nullable HeapPressure heap;

    final Breakers breakers;
    final Cooldowns cooldowns = new Cooldowns();
    final Latencies latencies = new Latencies();
    final Bulkheads bulkheads;
    final RetryBudget retryBudget = new RetryBudget();
    final ModelFallback fallback = new ModelFallback(
            provider -> provider.enabled() && missing(provider).isEmpty());
    final LoadBalancer balancer = new LoadBalancer(
            latencies, this::typicalPrice, () -> ThreadLocalRandom.current().nextLong());
    final ProviderHealth health;
    final ChatRequestReader reader = new ChatRequestReader();
    final PoolingHttpClientConnectionManager connections;
    final AwsAccount aws;
    final OciAccount oci;
    final Readiness readiness;
    final HealthProbes probes;
    final Availability availability;
    final Account account;
    final PolicyRoutes policies;
    final CallLimits limits;
    final RouteNames routeNames = new RouteNames();
    final ShadowParts shadows;
    final Map<String, ProviderType> types;
    final List<ChatDialect> dialects = List.of(
            new OpenAiDialect(),
            new AnthropicDialect(),
            new ConverseDialect(),
            new GeminiDialect(),
            new OciGenericDialect(),
            new OciCohereDialect(),
            new WatsonxDialect());
    /** By the name that routes use. */
    final Map<String, WireFormats> formats;

    /** Those side by side that one request is made of; threads of their own, since each waits for a provider. */
    final ExecutorService lanes;

    private volatile ModelMapping mapping;
    private volatile PriceBook prices;

    /** Those of a gateway inside an application, which has a registry of meters. */
    static Components embedded(Settings settings, MeterRegistry meters) {
        return Opened.whole(opened ->
                new Components(opened, settings, HostAddresses.ofTheSystem(), Clock.systemUTC(), meters, true));
    }

    /** Those of a gateway of its own. */
    static Components open(Settings settings, HostAddresses addresses, Clock clock) {
        return Opened.whole(opened -> new Components(
                opened, settings, addresses, clock, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), false));
    }

    private Components(
            Opened opened,
            Settings settings,
            HostAddresses addresses,
            Clock clock,
            MeterRegistry meters,
            boolean embedded) {
        this.opened = opened;
        this.settings = settings;
        this.embedded = embedded;
        this.meters = meters;
        this.metrics = opened.add(new Metrics(meters));
        this.clock = clock;
        this.breakers = new Breakers(clock);
        this.bulkheads =
                new Bulkheads(embedded ? Listening.maxInFlight(settings) : Listening.requestsAtATime(settings));
        this.health = new ProviderHealth(clock);
        this.formats = dialects.stream()
                .map(new Endpoints(clock)::of)
                .collect(Collectors.toUnmodifiableMap(WireFormats::name, Function.identity()));
        // What a person may have got wrong, before anything is opened that would have to be closed.
        this.files = ConfigFiles.of(settings);
        this.mappingFiles = MappingWatcher.of(files, settings);
        this.mapping = TransformationRules.checked(ModelMapping.load(files, settings));
        this.prices = PriceBook.load(files);
        // Closed behind all others: what nobody takes must not keep the books waiting.
        this.traces = opened.add(new TraceParts(settings, embedded));
        this.access = embedded ? null : opened.add(Access.open(settings, clock));
        SettledSpending settled = new SettledSpending(clock);
        this.sinks = opened.add(new SinkParts(settings, embedded));
        this.ledger = opened.add(Ledger.open(settings, access != null, clock, sinks.behind(settled)));
        this.budgets = opened.add(BudgetParts.open(settings, access != null, ledger, settled, clock, metrics));
        // Budgets give back what the ledger does not say was spent: it ends first.
        opened.add(ledger);
        this.auditing = opened.add(new AuditParts(settings, clock, embedded));
        this.watch = opened.add(new Watch());
        this.lanes = WorkerThreads.perTask();
        opened.add(lanes::shutdownNow);
        this.connections = opened.add(ConnectionPool.shared(addresses));
        this.aws = opened.add(new AwsAccount(name -> settings.text(name).orElse(null), clock));
        GoogleAccount google =
                opened.add(new GoogleAccount(name -> settings.text(name).orElse(null), clock));
        this.oci = opened.add(new OciAccount(settings, clock));
        IbmCredentials ibm = opened.add(new IbmCredentials(clock));
        AzureCredentials azure = opened.add(new AzureCredentials(settings, clock));
        this.types = Stream.of(
                        ProviderType.openAi(),
                        ProviderType.anthropic(),
                        ProviderType.bedrock(aws.signature()),
                        ProviderType.vertex(new GoogleCredentials(google)),
                        ProviderType.oracle(oci.credentials()),
                        ProviderType.ibm(ibm),
                        ProviderType.azure(azure))
                .collect(Collectors.toUnmodifiableMap(ProviderType::name, Function.identity()));
        this.readiness = new Readiness(this::mapping, this::missing, breakers, health);
        this.probes = opened.add(new HealthProbes(
                this::mapping,
                provider -> missing(provider).isEmpty() ? type(provider) : Optional.empty(),
                connections,
                breakers,
                health));
        this.availability =
                new Availability(cooldowns, target -> breakers.open(target.place()), probes::lookFirst, bulkheads);
        this.account = new Account(
                metrics, this::charge, ledger, auditing.audit == null ? null : new KeptContent(auditing.audit, clock));
        this.shadows = opened.add(new ShadowParts(this));
        opened.add(embedded ? null : new JvmMetrics(meters));
        this.heap = embedded ? null : opened.add(new HeapPressure(Listening.mostOfHeap(settings), clock));
        this.policies = new PolicyRoutes(settings);
        this.limits = opened.add(
                embedded ? CallLimits.embedded(settings, metrics::limited) : CallLimits.of(settings, metrics::limited));
        if (access != null) {
            readiness.guardedBy(access::usable);
        }
        auditing.show(metrics, readiness);
        sinks.show(metrics);
        traces.show(metrics);
        LedgerGauges.show(ledger, metrics, readiness);
    }

    private Optional<Charge> charge(ModelTarget target, Usage usage) {
        return prices.charge(
                target,
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.serviceTier());
    }

    /** Whether requests may be begun. */
    boolean accepting() {
        return (ledger == null || ledger.accepting()) && auditing.accepting();
    }

    ModelMapping mapping() {
        return mapping;
    }

    PriceBook prices() {
        return prices;
    }

    /** From now on requests that come go by these; those that run keep what they came with. */
    void swap(ModelMapping changed, PriceBook priced) {
        mapping = changed;
        prices = priced;
    }

    /** The type of a provider, if this release can call it. */
    Optional<ProviderType> type(ProviderSettings provider) {
        return Optional.ofNullable(types.get(provider.type()));
    }

    /** What a provider still needs before it can be called. */
    List<String> missing(ProviderSettings provider) {
        if (!provider.missing().isEmpty()) {
            return provider.missing();
        }
        if (provider.type().equals("sandbox")) {
            return List.of();
        }
        return type(provider)
                .map(type -> type.credentials().lacking(provider))
                .orElseGet(() -> List.of("a release that can call " + provider.type()));
    }

    /** Three tokens in for each one out is what conversations come to; a target without a price goes behind all others. */
    private double typicalPrice(ModelTarget target) {
        return prices.costUsd(target, 3_000, 0, 0, 0, 1_000)
                .map(BigDecimal::doubleValue)
                .orElse(Double.POSITIVE_INFINITY);
    }

    String breakerState(String provider) {
        return breakers.worst(provider).name().toLowerCase(Locale.ROOT);
    }

    /** How a target's provider is asked. */
    WireFormats formats(ModelTarget target) {
        return Objects.requireNonNull(formats.get(target.dialect()), target::dialect);
    }

    @Override
    public void close() {
        opened.close();
    }
}
