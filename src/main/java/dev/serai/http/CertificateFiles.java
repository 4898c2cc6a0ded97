package dev.serai.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of an HTTPS listener, read anew when its files change: handshakes from then on show the new one. A
 * pair that can't be read leaves the old one in place. One a listener instance; the files are looked at by its event
 * loop's timer, handshakes may be on any thread.
 */
final class CertificateFiles extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    private static final long POLL_MILLIS = 1000;

    private final Vertx vertx;
    private final PemFiles pem;
    private List<FileTime> loaded;
    private List<FileTime> seen;
    /** Those that have been told of as unreadable. */
    private List<FileTime> refused = List.of();

    private boolean reading;
    private volatile X509ExtendedKeyManager pair;

    /** Fails if the files are no certificate and key. */
    CertificateFiles(Vertx vertx, PemFiles pem) {
        this.vertx = vertx;
        this.pem = pem;
        this.loaded = modified();
        this.seen = loaded;
        this.pair = read();
        vertx.setPeriodic(POLL_MILLIS, tick -> poll());
    }

    HttpServerOptions secure(HttpServerOptions options) {
        return options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(KeyCertOptions.wrap(this));
    }

    private void poll() {
        vertx.executeBlocking(this::modified, false)
                .onSuccess(this::changed)
                .onFailure(failure -> LOG.warn("the certificate {} can't be looked at", pem.certificate(), failure));
    }

    /**
     * Reads the files once they rest: in between, the key may be of another pair than the certificate. What can't be read is
     * tried again each time, since what is in its way may go without touching it: a permission, say.
     */
    private void changed(List<FileTime> now) {
        boolean resting = now.equals(seen);
        seen = now;
        if (!resting || reading || now.equals(loaded)) {
            return;
        }
        reading = true;
        vertx.executeBlocking(this::read, false)
                .onComplete(read -> reading = false)
                .onSuccess(renewed -> {
                    pair = renewed;
                    loaded = now;
                    LOG.info("the certificate {} has been read anew", pem.certificate());
                })
                .onFailure(failure -> unreadable(now, failure));
    }

    private void unreadable(List<FileTime> now, Throwable failure) {
        if (!now.equals(refused)) {
            refused = now;
            LOG.error("the certificate {} can't be read: the old one stays", pem.certificate(), failure);
        }
    }

    private X509ExtendedKeyManager read() {
        PemKeyCertOptions options = new PemKeyCertOptions()
                .addCertPath(pem.certificate().toString())
                .addKeyPath(pem.key().toString());
        try {
            return (X509ExtendedKeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception unreadable) {
            throw new IllegalArgumentException(
                    pem.certificate() + " and " + pem.key() + " are no PEM certificate and key", unreadable);
        }
    }

    private List<FileTime> modified() {
        try {
            return List.of(Files.getLastModifiedTime(pem.certificate()), Files.getLastModifiedTime(pem.key()));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return pair.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return pair.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return pair.getServerAliases(type, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pair.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pair.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
