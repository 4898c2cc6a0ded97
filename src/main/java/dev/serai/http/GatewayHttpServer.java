package dev.serai.http;

import dev.serai.auth.Gatekeeper;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's listener: what {@code platform-http:} routes of a context are served by, in place of Camel's own HTTP
 * server, whose options are fixed. A service of its context: it listens when every route has started, answers 503 from
 * the moment that the context stops, and closes after the routes have ended. Thread-safe.
 */
public final class GatewayHttpServer extends ServiceSupport implements StartupListener {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayHttpServer.class);
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final CamelContext camel;
    private final HttpServerSettings settings;
    private final @Nullable Gatekeeper access;
    private final @Nullable AdminDoor admin;
    private final AccessAudit audit;
    private final Admission admission;
    private final BodiesInFlight bodies;
    private final RequestGate gate;
    private final CrossOrigin crossOrigin;
    private final Ports ports = new Ports();
    private volatile BooleanSupplier full = () -> false;
    private volatile Refusals refusals = (status, nanos) -> {};
    private Vertx vertx;
    private Router router;

    private GatewayHttpServer(
            CamelContext camel,
            HttpServerSettings settings,
            @Nullable Gatekeeper access,
            @Nullable AdminDoor admin,
            AccessAudit audit) {
        this.camel = camel;
        this.settings = settings;
        this.access = access;
        this.admin = admin;
        this.audit = audit;
        this.crossOrigin = new CrossOrigin(settings.corsOrigins());
        this.admission = Admission.ofWork(settings.maxInFlight(), () -> full.getAsBoolean());
        this.bodies = new BodiesInFlight(settings.maxBytesInFlight());
        this.gate = new RequestGate(crossOrigin, admission);
        this.vertx = WorkerThreads.vertx(settings.workerThreads());
        this.router = Router.router(vertx);
    }

    /**
     * Makes the listener of a context that has not started. Its start fails with a {@link ListenException} among the
     * causes if a port can't be had.
     *
     * @param access who may come in; null: anyone
     * @param admin who may reach the admin API, and where; null: nobody
     * @param audit told of those who may not
     */
    public static GatewayHttpServer install(
            CamelContext camel,
            HttpServerSettings settings,
            @Nullable Gatekeeper access,
            @Nullable AdminDoor admin,
            AccessAudit audit)
            throws Exception {
        GatewayHttpServer server = new GatewayHttpServer(camel, settings, access, admin, audit);
        server.bindRouter();
        camel.addService(server, true, true);
        camel.addStartupListener(server);
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                server.drain();
            }
        });
        return server;
    }

    /** Has somebody told of what the listener itself refuses. Before it listens. */
    public void tell(Refusals listener) {
        refusals = listener;
    }

    /** Has new work refused while there is no room for it. Before it listens. */
    public void refuseWhile(BooleanSupplier noRoom) {
        full = noRoom;
    }

    /** The plain port that is listened on, or -1 while none is. */
    public int actualPort() {
        return ports.plain;
    }

    /** The HTTPS port that is listened on, or -1. */
    public int actualTlsPort() {
        return ports.tls;
    }

    /** The port of the admin API alone that is listened on, or -1. */
    public int actualAdminPort() {
        return ports.admin;
    }

    /** Requests that are being worked on. */
    public int inFlight() {
        return admission.inFlight();
    }

    /** What the long bodies of these hold of the heap. */
    public long bytesInFlight() {
        return bodies.bytes();
    }

    /** From now on new requests are answered 503; those that run, run on. */
    public void drain() {
        gate.stop();
    }

    private void bindRouter() {
        router.route().handler(gate);
        HttpErrors.install(router, crossOrigin);
        String name = VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO;
        camel.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                BodyCollector body = new BodyCollector(settings.maxBodyBytes(), bodies, audit);
                Handler<RoutingContext> others =
                        access == null ? body : new AuthenticationGate(access, audit, crossOrigin, body);
                Handler<RoutingContext> ofAdmin =
                        admin == null ? null : new AuthenticationGate(admin.gatekeeper(), audit, crossOrigin, body);
                return new AdminGate(ofAdmin, others, body);
            }
        });
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Too early: the routes start after this.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        Future<String> listening = vertx.deployVerticle(
                () -> new HttpListener(settings, admin == null ? null : admin.listener(), router, ports, refusals),
                new DeploymentOptions().setInstances(loops));
        await(listening);
        LOG.info("listening on http://{}:{}", settings.host(), ports.plain);
        if (ports.tls > 0) {
            LOG.info("listening on https://{}:{}", settings.host(), ports.tls);
        }
        if (ports.admin > 0 && admin != null && admin.listener() != null) {
            LOG.info(
                    "listening on {}://{}:{} for the admin API",
                    admin.listener().pem() == null ? "http" : "https",
                    admin.listener().host(),
                    ports.admin);
        }
    }

    @Override
    protected void doStop() throws Exception {
        gate.stop();
        await(vertx.close());
        ports.plain = -1;
        ports.tls = -1;
        ports.admin = -1;
    }

    private static void await(Future<?> future) throws InterruptedException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** The ports as they were bound. */
    static final class Ports {
        volatile int plain = -1;
        volatile int tls = -1;
        volatile int admin = -1;
    }
}
