package dev.serai.fakes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes certificates for servers on loopback, by the JDK's keytool. Used by one thread. */
public final class CertificateAuthority {
    private static final String PASSWORD = "changeit";
    private static final String OWN = "authority";

    private final Path store;
    private final Path trusted;

    /** @param folder of the test's own */
    public CertificateAuthority(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        this.store = folder.resolve("certificates.p12");
        this.trusted = folder.resolve("trusted.p12");
        make(OWN, "bc:c", "-validity", "365");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(OWN, all().getCertificate(OWN));
        try (OutputStream out = Files.newOutputStream(trusted)) {
            trust.store(out, PASSWORD.toCharArray());
        }
    }

    /** A PKCS12 file with its own certificate alone, under the password of {@link #password}. */
    public Path trustStore() {
        return trusted;
    }

    public String password() {
        return PASSWORD;
    }

    /**
     * What a server shows, good from a day on for as many days.
     *
     * @param subject its alternative name, in keytool's words: {@code ip:127.0.0.1}
     * @param begin in keytool's words: {@code -10d}
     */
    public SSLContext server(String subject, String begin, int days)
            throws IOException, GeneralSecurityException, InterruptedException {
        String name = subject.replaceAll("\\W", "") + begin + days;
        make(name, "san=" + subject, "-signer", OWN, "-startdate", begin, "-validity", Integer.toString(days));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        KeyStore all = all();
        own.setKeyEntry(
                name, all.getKey(name, PASSWORD.toCharArray()), PASSWORD.toCharArray(), all.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The same as files: {@code cert.pem} and {@code key.pem} of a folder. */
    public void pem(String subject, Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        String name = subject.replaceAll("\\W", "") + "pem";
        make(name, "san=" + subject, "-signer", OWN, "-validity", "30");
        KeyStore all = all();
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : all.getCertificateChain(name)) {
            chain.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(folder.resolve("cert.pem"), chain);
        Files.writeString(
                folder.resolve("key.pem"),
                block("PRIVATE KEY", all.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static String block(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    /** What trusts its certificates, and no others. */
    public SSLContext client() throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(trusted)) {
            trust.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private KeyStore all() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    private void make(String alias, String extension, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + alias,
                "-ext",
                extension,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }
}
