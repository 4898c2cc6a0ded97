package dev.serai;

import dev.serai.accounting.Metrics;
import dev.serai.config.Settings;
import dev.serai.ledger.Settlement;
import dev.serai.sinks.Sinks;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sinks of a gateway of its own, if any is switched on; inside an application there are none. */
final class SinkParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkParts.class);

    private final Settings settings;
    private final @Nullable Sinks sinks;

    SinkParts(Settings settings, boolean embedded) {
        this.settings = settings;
        this.sinks = embedded ? null : Sinks.open(settings);
    }

    /** The same, and behind it the sinks. */
    Settlement behind(Settlement settlement) {
        return sinks == null ? settlement : sinks.behind(settlement);
    }

    void show(Metrics metrics) {
        if (sinks != null) {
            sinks.show((name, of, value, sink) -> metrics.gauge(name, of, value, "sink", sink));
        }
    }

    /** @param ledger whether there is one, whose entries go to the sinks; the same of the audit's rows */
    void load(CamelContext camel, boolean ledger, boolean audit, Clock clock) {
        if (sinks == null) {
            return;
        }
        if (!ledger && !audit) {
            LOG.warn("serai.sinks: no event will reach a sink, for there is neither a ledger (set LEDGER_ENABLED=true)"
                    + " nor an audit (set ADMIN_API_KEY); AUTH_ENABLED=true brings both");
        }
        sinks.load(camel, settings, audit, clock);
    }

    void start(CamelContext camel) {
        if (sinks != null) {
            sinks.start(camel);
        }
    }

    @Override
    public void close() {
        if (sinks != null) {
            sinks.close();
        }
    }
}
