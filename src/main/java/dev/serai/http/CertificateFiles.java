package dev.serai.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of the HTTPS listener, read anew when its files change: connections made from then on see the new
 * one. A pair that can't be read leaves the old one in place. One a listener instance; used by its event loop.
 */
final class CertificateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    private static final long POLL_MILLIS = 2000;

    private final HttpServerSettings.Tls tls;
    private List<FileTime> seen;

    CertificateFiles(HttpServerSettings.Tls tls) {
        this.tls = tls;
        this.seen = modified();
    }

    HttpServerOptions secure(HttpServerOptions options) {
        return options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(pem());
    }

    void watch(Vertx vertx, HttpServer server) {
        vertx.setPeriodic(POLL_MILLIS, tick -> vertx.executeBlocking(this::modified, false)
                .onSuccess(now -> {
                    if (!now.equals(seen)) {
                        seen = now;
                        reload(server);
                    }
                })
                .onFailure(failure -> LOG.warn("the certificate's files can't be looked at", failure)));
    }

    private void reload(HttpServer server) {
        HttpServerOptions renewed = secure(new HttpServerOptions());
        server.updateSSLOptions(renewed.getSslOptions())
                .onSuccess(changed -> LOG.info("the certificate {} has been read anew", tls.certificate()))
                .onFailure(failure ->
                        LOG.error("the certificate {} can't be read: the old one stays", tls.certificate(), failure));
    }

    private PemKeyCertOptions pem() {
        return new PemKeyCertOptions()
                .addCertPath(tls.certificate().toString())
                .addKeyPath(tls.key().toString());
    }

    private List<FileTime> modified() {
        try {
            return List.of(Files.getLastModifiedTime(tls.certificate()), Files.getLastModifiedTime(tls.key()));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
