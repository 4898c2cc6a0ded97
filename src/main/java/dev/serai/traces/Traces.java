package dev.serai.traces;

import dev.serai.config.Settings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans on their way to a collector: OpenTelemetry's SDK batches and sends them on threads of its own. A collector that is slow
 * or away costs a request nothing; what finds no room to wait is dropped, and counted. Thread-safe.
 */
public final class Traces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final String SCOPE = "dev.serai";

    /** A client may make up a name of any length. */
    private static final int LONGEST_VALUE = 256;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SpanQueue queue;
    private final Duration lastWords;

    private Traces(TraceSettings settings, Duration lastWords) {
        this.lastWords = lastWords;
        this.queue = new SpanQueue(OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setHeaders(settings::headers)
                .setMeterProvider(MeterProvider.noop())
                .build());
        this.provider = SdkTracerProvider.builder()
                .setResource(resource(settings))
                .setSampler(settings.sampler())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(queue)
                .build();
        this.tracer = provider.get(SCOPE);
    }

    /** Notes what is wrong with the variables in the settings' own list of problems. */
    public static void check(Settings settings) {
        TraceSettings.of(settings);
    }

    /**
     * Null where no collector is set.
     *
     * @param lastWords how long an end waits for the last spans to get out
     * @param logs whether what the SDK has to say goes to the gateway's log, all of this process' with it
     */
    public static @Nullable Traces open(Settings settings, Duration lastWords, boolean logs) {
        TraceSettings known = TraceSettings.of(settings);
        if (known == null) {
            return null;
        }
        if (logs) {
            SdkLog.begin();
        }
        return new Traces(known, lastWords);
    }

    private static Resource resource(TraceSettings settings) {
        AttributesBuilder said = Attributes.builder();
        String version = Traces.class.getPackage().getImplementationVersion();
        if (version != null) {
            said.put("service.version", version);
        }
        settings.resource().forEach(said::put);
        said.put("service.name", settings.serviceName());
        return Resource.getDefault().merge(Resource.create(said.build()));
    }

    /**
     * Begins the span of a request.
     *
     * @param server whether it came over a wire, rather than from this very process
     * @param parent whose trace it goes on with; null: one of its own
     * @param begunMillis since 1970
     * @param begun the same moment by {@link System#nanoTime()}
     */
    public RunningSpan begin(String name, boolean server, @Nullable TraceContext parent, long begunMillis, long begun) {
        long since1970 = TimeUnit.MILLISECONDS.toNanos(begunMillis) - begun;
        Span span = tracer.spanBuilder(name)
                .setSpanKind(server ? SpanKind.SERVER : SpanKind.INTERNAL)
                .setParent(context(parent))
                .setStartTimestamp(since1970 + begun, TimeUnit.NANOSECONDS)
                .startSpan();
        return new RunningSpan(tracer, span, parent, since1970);
    }

    private static Context context(@Nullable TraceContext parent) {
        if (parent == null) {
            return Context.root();
        }
        SpanContext remote = SpanContext.createFromRemoteParent(
                parent.traceId(),
                parent.spanId(),
                parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }

    /** Spans that the collector has taken. */
    public long sent() {
        return queue.sent();
    }

    /** Spans that it has not taken. */
    public long failed() {
        return queue.failed();
    }

    /** Spans that found no room to wait. */
    public long dropped() {
        return queue.dropped();
    }

    /** Sends what waits, for a while; then it is lost. */
    @Override
    public void close() {
        provider.shutdown().join(lastWords.toMillis(), TimeUnit.MILLISECONDS);
        int lost = queue.waiting();
        if (lost > 0) {
            LOG.warn("{} spans were not taken by the collector before the end", lost);
        }
    }
}
