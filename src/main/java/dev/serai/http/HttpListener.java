package dev.serai.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the listener: its servers, its connections, and the sweep of them. One instance a loop. */
final class HttpListener extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    // Vert.x shares a free port among the instances of a verticle if its number is negative.
    private static final int ANY_PLAIN_PORT = -1;
    private static final int ANY_TLS_PORT = -2;
    private static final int ANY_ADMIN_PORT = -3;

    private final HttpServerSettings settings;
    private final AdminDoor.@Nullable Address admin;
    private final Router router;
    private final GatewayHttpServer.Ports ports;
    private final ConnectionLimits limits;
    private final Refusals refusals;
    private final Set<ConnectionWatch> open = new HashSet<>();

    /** @param admin where the admin API listens by itself; null: with everything else */
    HttpListener(
            HttpServerSettings settings,
            AdminDoor.@Nullable Address admin,
            Router router,
            GatewayHttpServer.Ports ports,
            Refusals refusals) {
        this.settings = settings;
        this.admin = admin;
        this.router = router;
        this.ports = ports;
        this.refusals = refusals;
        this.limits = ConnectionLimits.of(settings);
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.setPeriodic(limits.sweepMillis(), tick -> sweep());
        listen(options(), data(), settings.host(), settings.port(), ANY_PLAIN_PORT)
                .compose(server -> {
                    ports.plain = server.actualPort();
                    return listenTls();
                })
                .compose(done -> listenAdmin())
                .onComplete(started);
    }

    private Future<Void> listenTls() {
        HttpServerSettings.Tls tls = settings.tls();
        if (tls == null) {
            return Future.succeededFuture();
        }
        CertificateFiles files = new CertificateFiles(vertx, tls.pem());
        return listen(files.secure(options()), data(), settings.host(), tls.port(), ANY_TLS_PORT)
                .map(server -> {
                    ports.tls = server.actualPort();
                    return null;
                });
    }

    private Future<Void> listenAdmin() {
        if (admin == null) {
            return Future.succeededFuture();
        }
        PemFiles pem = admin.pem();
        HttpServerOptions options = pem == null ? options() : new CertificateFiles(vertx, pem).secure(options());
        return listen(options, AdminPaths.Listener.ADMIN, admin.host(), admin.port(), ANY_ADMIN_PORT)
                .map(server -> {
                    ports.admin = server.actualPort();
                    return null;
                });
    }

    private AdminPaths.Listener data() {
        return admin == null ? AdminPaths.Listener.BOTH : AdminPaths.Listener.DATA;
    }

    private Future<HttpServer> listen(
            HttpServerOptions options, AdminPaths.Listener listener, String host, int port, int anyPort) {
        return vertx.createHttpServer(options)
                .connectionHandler(
                        connection -> ConnectionWatch.start(connection, options, listener, limits, refusals, open))
                .requestHandler(router)
                .invalidRequestHandler(request -> {
                    ConnectionWatch connection = ConnectionWatch.of(request.connection());
                    if (connection.answerable()) {
                        connection.begin(RequestRecord.of(request));
                        HttpErrors.unreadable(request);
                    }
                })
                .exceptionHandler(failure -> LOG.debug("a connection failed", failure))
                .listen(port == 0 ? anyPort : port, host)
                .recover(failure -> Future.failedFuture(new ListenException(host, port, failure)));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                // There are no web sockets here, and each request would be asked whether it wants one.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(HttpServerSettings.MAX_LINE_BYTES)
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(64 * 1024)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setAcceptBacklog(1024);
    }

    private void sweep() {
        long now = System.nanoTime();
        // A copy: what is swept may close, and leave the set.
        for (ConnectionWatch connection : List.copyOf(open)) {
            connection.sweep(now);
        }
    }
}
