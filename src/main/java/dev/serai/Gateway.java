package dev.serai;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.ProviderSettings;
import dev.serai.config.Settings;
import dev.serai.health.HeapPressure;
import dev.serai.http.GatewayHttpServer;
import dev.serai.lifetimes.Opened;
import dev.serai.providers.HostAddresses;
import dev.serai.providers.ProviderHttp;
import dev.serai.sinks.Sinks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway of its own: a Camel Main with the gateway's parts, routes and listener. One for a process, or for a test.
 * {@link #start} returns when it listens; {@link #close} ends it.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int LAST_WORDS_SECONDS = 3;

    private static final int LAST_BOOKS_SECONDS = 15;

    private final Main main = new Main();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Components parts;
    private final FurtherProviders furtherProviders;
    private @Nullable GatewayHttpServer server;
    private @Nullable AdminParts admin;
    private @Nullable Reload reload;
    private @Nullable Draining draining;

    /**
     * @throws InvalidConfigurationException with every problem of the settings and the configuration files
     */
    public Gateway(Settings settings) {
        this(settings, HostAddresses.ofTheSystem(), Clock.systemUTC());
    }

    Gateway(Settings settings, HostAddresses addresses, Clock clock) {
        StartupRules.check(settings);
        main.configure().withName("serai");
        Properties camel = properties(settings, path -> true);
        camel.putAll(Sinks.placeholders(settings));
        main.setInitialProperties(camel);
        main.setPropertyPlaceholderLocations(propertyFiles());
        main.addMainListener(new Listener());
        // Nothing comes after them that could fail, and leave them open.
        this.parts = Components.open(settings, addresses, clock);
        this.furtherProviders = new FurtherProviders(parts);
    }

    /** The working folder's files go first, of those the profile's, which Camel looks for on the class path alone. */
    private static String propertyFiles() {
        return Settings.files().stream()
                .map(file -> "file:configs/" + file + ";optional=true,")
                .collect(Collectors.joining("", "", "classpath:serai/configs/application.properties"));
    }

    /** Starts, and returns when it listens. A start that fails ends what it began. */
    public void start() {
        Opened.whole(opened -> {
            opened.add(this);
            main.start();
            report();
            return this;
        });
    }

    /** Starts, and returns when the process is told to end: then it drains first. */
    void run() throws Exception {
        Termination.exitsWith0();
        draining = new Draining(this::endCalls, drainSeconds(parts.settings), shutdownSeconds(parts.settings));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                report();
                Runtime.getRuntime().addShutdownHook(new Thread(Gateway.this::awaitEnd, "serai-last-words"));
            }
        });
        main.run();
    }

    /** Ends what still runs, with a word to its client. */
    void endCalls() {
        parts.watch.shutDown();
    }

    /** The process would be gone before the books are closed: Camel's own hook does not wait for what comes after its stop. */
    private void awaitEnd() {
        int longest = drainSeconds(parts.settings) + shutdownSeconds(parts.settings) + LAST_BOOKS_SECONDS;
        try {
            if (!over.await(longest, TimeUnit.SECONDS)) {
                LOG.warn("not everything has ended in {} s", longest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    /** The port of the admin API alone, or -1 where it has none. */
    public int adminPort() {
        return server == null ? -1 : server.actualAdminPort();
    }

    /**
     * Looks for changes of the configuration now, and waits until they are in use or refused.
     *
     * @throws TimeoutException if that takes longer than half a minute
     */
    void reload() throws InterruptedException, TimeoutException {
        if (reload != null) {
            reload.now();
        }
    }

    CamelContext camel() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        main.stop();
        ended();
    }

    private void ended() {
        if (server != null) {
            // A context that fails before its start ends none of its services.
            server.stop();
        }
        if (reload != null) {
            reload.close();
        }
        if (admin != null) {
            admin.close();
        }
        parts.close();
        over.countDown();
    }

    private void report() {
        parts.readiness.started();
        parts.auditing.started();
        parts.sinks.start(main.getCamelContext());
        parts.probes.start();
        for (String key : parts.mapping().withoutEffect()) {
            LOG.warn("configs/model-mapping.yaml: {} is accepted, but has no effect in this release", key);
        }
        for (ProviderSettings provider : parts.mapping().providers().values()) {
            List<String> missing = parts.missing(provider);
            if (provider.enabled() && !missing.isEmpty()) {
                LOG.info("provider {} is unconfigured: it needs {}", provider.name(), String.join(", ", missing));
            }
        }
    }

    /** Camel's own settings; {@code configs/application.properties} may say otherwise where it is allowed to. */
    static Properties properties(Settings settings, Predicate<String> routes) {
        Properties camel = new Properties();
        camel.put("camel.main.routesIncludePattern", new RouteFiles(Path.of("")).includePattern(routes));
        camel.put("camel.main.basePackageScanEnabled", "false");
        // A later step would read a cached stream to its end before the client sees its first byte.
        camel.put("camel.main.streamCachingEnabled", "false");
        camel.put("camel.main.autoConfigurationLogSummary", "false");
        camel.put("camel.main.startupSummaryLevel", "Brief");
        // Streams get their last event when their time is up: this is for them to get it out.
        camel.put("camel.main.shutdownTimeout", Integer.toString(shutdownSeconds(settings) + LAST_WORDS_SECONDS));
        camel.put("camel.component.direct.block", "false");
        camel.put("camel.component.kamelet.location", "file:kamelets,classpath:serai/kamelets");
        camel.put("camel.component.platform-http.headerFilterStrategy", "#bean:serai-headers");
        return camel;
    }

    static int drainSeconds(Settings settings) {
        return settings.wholeNumber("DRAIN_SECONDS", 5, 0, 3600);
    }

    static int shutdownSeconds(Settings settings) {
        return settings.wholeNumber("SHUTDOWN_SECONDS", 30, 1, 3600);
    }

    private final class Listener extends MainListenerSupport {
        @Override
        public void beforeConfigure(BaseMainSupport configured) {
            CamelContext camel = configured.getCamelContext();
            new Beans(parts).bind(camel, camel.getRegistry());
            camel.addComponent("http", new ProviderHttp());
            camel.addComponent("https", new ProviderHttp());
            furtherProviders.bind(camel.getRegistry(), parts.mapping());
            Listening.warnIfOpen(parts.settings);
            AdminParts administration = AdminParts.open(parts);
            admin = administration;
            administration.bind(camel.getRegistry());
            try {
                server = GatewayHttpServer.install(
                        camel,
                        Listening.settings(parts.settings),
                        parts.access,
                        administration.door(),
                        parts.auditing.access);
            } catch (Exception e) {
                throw new IllegalStateException("The listener can't be made", e);
            }
            GatewayHttpServer listener = server;
            listener.tell(parts.account::refused);
            HeapPressure heap = Objects.requireNonNull(parts.heap, "a gateway of its own looks after the heap");
            listener.refuseWhile(heap::high);
            parts.metrics.gauge("ai_proxy_heap_pressure", heap, of -> of.high() ? 1 : 0);
            parts.metrics.gauge("ai_proxy_requests_in_flight", listener, GatewayHttpServer::inFlight);
            parts.metrics.gauge("ai_proxy_bytes_in_flight", listener, GatewayHttpServer::bytesInFlight);
            parts.aws.start();
            parts.oci.start();
        }

        @Override
        public void afterConfigure(BaseMainSupport configured) {
            furtherProviders.addRoutes(configured.getCamelContext(), parts.mapping());
            parts.policies.load(configured.getCamelContext(), parts.mapping());
            parts.sinks.load(
                    configured.getCamelContext(), parts.ledger != null, parts.auditing.audit != null, parts.clock);
            Reload reloading = new Reload(parts, furtherProviders, configured.getCamelContext());
            reload = reloading;
            if (admin != null) {
                admin.reloadBy(reloading);
            }
        }

        @Override
        public void beforeStop(BaseMainSupport stopping) {
            parts.readiness.draining();
            if (draining != null) {
                draining.begin();
            }
        }

        @Override
        public void afterStop(BaseMainSupport stopped) {
            ended();
        }
    }
}
