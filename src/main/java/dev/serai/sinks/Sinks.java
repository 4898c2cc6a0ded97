package dev.serai.sinks;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.journal.Background;
import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.Settlement;
import dev.serai.lifetimes.Opened;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StorePart;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sinks that are switched on. Events come in as soon as there is one, and wait on the disk; they go out while the
 * context runs. Thread-safe; lives until closed.
 */
public final class Sinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);
    private static final long AUDIT_MILLIS = 1_000;

    private final SinkSettings settings;
    private final Map<String, Spool> spools = new LinkedHashMap<>();
    private final Map<String, Forwarder> forwarders = new ConcurrentHashMap<>();
    private final Opened opened;
    private @Nullable SinkRoute route;
    private @Nullable Background tapping;

    /** What the gateway shows of each sink. */
    public interface Gauges {
        void show(String name, Sinks of, ToDoubleFunction<Sinks> value, String sink);
    }

    private Sinks(Opened opened, SinkSettings settings) throws IOException {
        this.opened = opened;
        this.settings = settings;
        for (String name : settings.names()) {
            spools.put(name, opened.add(new Spool(name, settings.journal().resolve(name), settings.limit())));
        }
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        SinkSettings.of(settings);
    }

    /**
     * Opens the queues of settings in which {@link #check} found nothing wrong.
     *
     * @return null where no sink is switched on
     * @throws InvalidConfigurationException if a queue's folder can't be had
     */
    public static @Nullable Sinks open(Settings settings) {
        SinkSettings wanted = SinkSettings.of(settings);
        if (wanted.names().isEmpty()) {
            return null;
        }
        try {
            return Opened.whole(opened -> new Sinks(opened, wanted));
        } catch (IOException e) {
            throw new InvalidConfigurationException(List.of(new ConfigurationProblem(
                    "settings",
                    0,
                    0,
                    "serai.sinks.journal",
                    "the events can't wait in " + wanted.journal() + ": " + e.getMessage(),
                    null)));
        }
    }

    /** What routes/sinks/*.camel.yaml read of the settings: everything that begins so. */
    public static Map<String, String> placeholders(Settings settings) {
        return settings.named(SinkSettings.PREFIX);
    }

    /** Behind a settlement of the ledger's, these sinks. */
    public Settlement behind(Settlement settlement) {
        return new PassingOn(settlement, this);
    }

    /** Entries that the store has. When this returns, they are on the disk once for each sink. */
    void usage(List<LedgerEntry> entries) {
        add(entries.stream().map(Event::of).toList());
    }

    private void add(List<Event> events) {
        spools.values().forEach(spool -> spool.add(events));
    }

    /** Rows that wait in the chain for nothing: none is lost while a disk takes nothing, and none given twice to the other sinks. */
    private void audit(List<Event> events) {
        spools.values().forEach(Spool::demandRoom);
        add(events);
    }

    /**
     * Adds the routes of the sinks to a context that has not started. What is audited from now on goes to them, whenever the store
     * is there to be asked for it.
     *
     * @param audit whether there is an audit whose rows go, too
     * @throws InvalidConfigurationException if a route has no file, or its component is not there
     */
    public synchronized void load(CamelContext camel, Settings given, boolean audit, Clock clock) {
        SinkRoute.bind(camel.getRegistry());
        SinkFiles.load(camel, settings);
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                stop();
            }
        });
        StoreAddress address = StoreAddress.of(given);
        if (audit && address != null) {
            Store store = opened.add(Store.open(address, StorePart.SINKS, given));
            AuditTap tap = new AuditTap(store, this::audit, clock.millis());
            tapping = new Background("serai-sinks-audit");
            tapping.every(0, AUDIT_MILLIS, tap::run);
        }
    }

    /** The context has started: events may go. */
    public synchronized void start(CamelContext camel) {
        SinkRoute started = new SinkRoute(camel);
        route = started;
        spools.forEach((name, spool) -> forwarders.put(name, new Forwarder(name, spool, started)));
        forwarders.values().forEach(Forwarder::start);
    }

    /** What is shown of each, under the sink's name. */
    public void show(Gauges gauges) {
        for (String name : spools.keySet()) {
            gauges.show(
                    "ai_proxy_sink_waiting_bytes",
                    this,
                    sinks -> sinks.spools.get(name).bytes(),
                    name);
            gauges.show(
                    "ai_proxy_sink_lost_events",
                    this,
                    sinks -> sinks.spools.get(name).lost(),
                    name);
            gauges.show("ai_proxy_sink_up", this, sinks -> sinks.up(name) ? 1 : 0, name);
            gauges.show("ai_proxy_sink_dead_letters", this, sinks -> sinks.refused(name), name);
        }
    }

    private boolean up(String name) {
        Forwarder forwarder = forwarders.get(name);
        return forwarder == null || forwarder.up();
    }

    private long refused(String name) {
        Forwarder forwarder = forwarders.get(name);
        return forwarder == null ? 0 : forwarder.refused();
    }

    /** The context is about to stop: what has not gone waits for the next start. */
    public synchronized void stop() {
        if (tapping != null) {
            tapping.close();
            tapping = null;
        }
        // All are told before one is waited for.
        forwarders.values().forEach(Forwarder::end);
        forwarders.values().forEach(Forwarder::awaitEnd);
        if (route != null) {
            route.close();
            route = null;
        }
    }

    @Override
    public void close() {
        stop();
        opened.close();
    }
}
