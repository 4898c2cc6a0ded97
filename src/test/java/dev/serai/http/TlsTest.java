package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TlsTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(CertificateFiles.class);
    private static final char[] PASSWORD = "changeit".toCharArray();
    /** By name: keytool takes a second for each. */
    private static final Map<String, KeyStore> MADE = new HashMap<>();

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    /** Whose line in {@link #log} is the first that was not awaited yet. */
    private int mark;

    private Path certificate;
    private Path key;
    private KeyStore trusted;

    @BeforeEach
    void trustNobody() throws Exception {
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
    }

    @BeforeEach
    void listenToTheLog() {
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(log);
    }

    @Test
    void speaksHttpsBesideHttp() throws Exception {
        makeCertificate("first");
        try (TestingServer gateway = start();
                RawClient plain = gateway.connect();
                RawClient secure = RawClient.over(handshake(gateway, "TLSv1.3"))) {
            assertThat(plain.chat("{}").read().status()).isEqualTo(200);
            assertThat(secure.chat("{}").read().status()).isEqualTo(200);
            assertThat(secure.chat("{", "Content-Encoding: gzip").read().code())
                    .isEqualTo("unsupported_content_encoding");
            assertThat(secure.closed()).isTrue();
        }
    }

    @Test
    void speaksTls12AndNothingOlder() throws Exception {
        makeCertificate("first");
        try (TestingServer gateway = start()) {
            handshake(gateway, "TLSv1.2").close();
            assertThatThrownBy(() -> handshake(gateway, "TLSv1.1")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    @Timeout(60)
    void takesACertificateThatChanges() throws Exception {
        makeCertificate("first");
        try (TestingServer gateway = start()) {
            assertThat(subject(gateway)).isEqualTo("CN=first");
            FileTime before = Files.getLastModifiedTime(certificate);
            makeCertificate("second");
            Files.setLastModifiedTime(certificate, FileTime.fromMillis(before.toMillis() + 10_000));
            while (subject(gateway).equals("CN=first")) {
                Thread.sleep(200);
            }
            assertThat(subject(gateway)).isEqualTo("CN=second");
        }
    }

    @Test
    @Timeout(60)
    @DisplayName("F33 a certificate or key that can't be read: the old pair stays until a new one parses")
    void f33_unreadableFiles() throws Exception {
        makeCertificate("first");
        try (TestingServer gateway = start()) {
            changed(Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nhalf of it"), 10);
            awaitToldByEachLoop("can't be read");
            assertThat(subject(gateway)).isEqualTo("CN=first");

            makeCertificate("first");
            changed(certificate, 20);
            changed(Files.writeString(key, "nothing"), 30); // Now it is the key alone.
            awaitToldByEachLoop("can't be read");
            assertThat(subject(gateway)).isEqualTo("CN=first");

            Files.delete(key);
            awaitToldByEachLoop("can't be looked at");
            assertThat(subject(gateway)).isEqualTo("CN=first");

            makeCertificate("second");
            changed(certificate, 40);
            while (subject(gateway).equals("CN=first")) {
                Thread.sleep(200);
            }
            assertThat(subject(gateway)).isEqualTo("CN=second");
        }
    }

    @Test
    @Timeout(60)
    @DisplayName("F33 a pair that could not be read once is read when it can be, though its times are the same")
    void f33_readableLater() throws Exception {
        makeCertificate("first");
        try (TestingServer gateway = start()) {
            Path shown = certificate;
            Path ofShown = key;
            FileTime before = Files.getLastModifiedTime(key);
            FileTime renewed = FileTime.fromMillis(System.currentTimeMillis() + 10_000);
            replace(shown, "locked", renewed);
            awaitToldByEachLoop("can't be read");
            Thread.sleep(2_500); // It is looked at again and again.
            assertThat(told()).as("once by each loop").isEmpty();
            folder = Files.createDirectory(folder.resolve("second"));
            makeCertificate("second");
            replace(ofShown, Files.readString(key), before);
            replace(shown, Files.readString(certificate), renewed);
            while (subject(gateway).equals("CN=first")) {
                Thread.sleep(200);
            }
            assertThat(subject(gateway)).isEqualTo("CN=second");
        }
    }

    /** Its text and its time change as one. */
    private static void replace(Path file, String text, FileTime time) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), text);
        Files.setLastModifiedTime(next, time);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until each event loop has said so since the last wait: it has the files in a look of its own. */
    private void awaitToldByEachLoop(String words) throws InterruptedException {
        Set<String> loops = new HashSet<>();
        while (loops.size() < Runtime.getRuntime().availableProcessors()) {
            Thread.sleep(50);
            for (ILoggingEvent event : told()) {
                if (event.getFormattedMessage().contains(words)) {
                    loops.add(event.getThreadName());
                }
            }
        }
        mark = log.list.size();
    }

    private List<ILoggingEvent> told() {
        return List.copyOf(log.list).subList(mark, log.list.size());
    }

    /** Of a time that no file has had yet. */
    private static void changed(Path file, int secondsAhead) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + secondsAhead * 1000L));
    }

    private TestingServer start() {
        return TestingServer.start(
                settings -> TestingServer.tls(settings, new HttpServerSettings.Tls(0, new PemFiles(certificate, key))));
    }

    private String subject(TestingServer gateway) throws Exception {
        try (SSLSocket socket = connect(gateway)) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    private SSLSocket handshake(TestingServer gateway, String protocol) throws Exception {
        SSLSocket socket = connect(gateway);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private SSLSocket connect(TestingServer gateway) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", gateway.server.actualTlsPort());
    }

    private void makeCertificate(String name) throws Exception {
        KeyStore made = MADE.get(name);
        if (made == null) {
            made = made(name);
            MADE.put(name, made);
        }
        key = write("key.pem", "PRIVATE KEY", made.getKey("gateway", PASSWORD).getEncoded());
        certificate = write(
                "certificate.pem", "CERTIFICATE", made.getCertificate("gateway").getEncoded());
        trusted.setCertificateEntry(name, made.getCertificate("gateway"));
    }

    private KeyStore made(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD);
        }
        return made;
    }

    private Path write(String file, String type, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }
}
