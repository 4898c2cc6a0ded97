package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What gives sessions at OCI, on loopback ports: an instance's metadata with the authentication service, and the service of
 * an OKE cluster. The sessions are good at the {@link FakeOci} whose signer it was given. Thread-safe; lives until closed.
 */
public final class FakeOciFederation implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANCY = "ocid1.tenancy.oc1..test";
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static @Nullable KeyStore made;

    private final OciSigner signer;
    private final OciSigner certificates = new OciSigner();
    private final KeyStore store;
    private final Path folder;
    private final String accountToken = Canary.of("k8s-", 40);
    private final HttpServer instance;
    private final HttpsServer cluster;
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile Duration lifetime = Duration.ofHours(1);

    private FakeOciFederation(OciSigner signer) throws IOException, GeneralSecurityException, InterruptedException {
        this.signer = signer;
        this.folder = Files.createTempDirectory("oci-federation");
        this.store = keyStore(folder);
        certificates.accept(
                TENANCY + "/fed-x509/" + fingerprint(certificate()),
                certificate().getPublicKey());
        Files.writeString(folder.resolve("token"), accountToken + "\n");
        Files.writeString(
                folder.resolve("ca.crt"), pem("CERTIFICATE", certificate().getEncoded()));
        this.instance = HttpServer.create(loopback(), 0);
        instance.createContext("/", exchange -> answer(exchange, this::ofInstance));
        instance.start();
        this.cluster = HttpsServer.create(loopback(), 0);
        cluster.setHttpsConfigurator(new HttpsConfigurator(tls()));
        cluster.createContext("/", exchange -> answer(exchange, this::ofCluster));
        cluster.start();
    }

    /** @param oci where the sessions are good */
    public static FakeOciFederation start(FakeOci oci) {
        try {
            return new FakeOciFederation(oci.signer());
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an instance has to know. */
    public Map<String, String> ofInstance() {
        String origin = "http://127.0.0.1:" + instance.getAddress().getPort();
        return Map.of(
                "OCI_AUTH", "instance_principal", "OCI_METADATA_URL", origin + "/opc/v2", "OCI_AUTH_ENDPOINT", origin);
    }

    /** What a pod has to know. */
    public Map<String, String> ofWorkload() {
        return Map.of(
                "OCI_AUTH",
                "workload_principal",
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT_PROXYMUX",
                Integer.toString(cluster.getAddress().getPort()),
                "OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH",
                folder.resolve("token").toString(),
                "OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH",
                folder.resolve("ca.crt").toString());
    }

    /** How many sessions were given. */
    public int sessions() {
        return sessions.get();
    }

    /** How long sessions are good that are given from now on. */
    public void lifetime(Duration other) {
        lifetime = other;
    }

    @Override
    public void close() {
        instance.stop(0);
        cluster.stop(0);
    }

    private interface Answer {
        String of(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException;
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] said;
        int status = 200;
        try {
            said = answer.of(exchange, body).getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | RuntimeException e) {
            status = 401;
            said = ("{\"code\":\"NotAuthenticated\",\"message\":\"" + e.getMessage() + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }

    private String ofInstance(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v1/x509")) {
            return x509(exchange, body);
        }
        require("Bearer Oracle", exchange);
        return switch (path) {
            case "/opc/v2/identity/cert.pem", "/opc/v2/identity/intermediate.pem" ->
                pem("CERTIFICATE", certificate().getEncoded());
            case "/opc/v2/identity/key.pem" ->
                OciSigner.pem(new KeyPair(certificate().getPublicKey(), key()));
            default -> throw new IllegalStateException("no such path: " + path);
        };
    }

    private String x509(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String refusal = certificates.refusal("POST", "/v1/x509", headers, body);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        JsonNode request = JSON.readTree(body);
        String certificate = Base64.getEncoder().encodeToString(certificate().getEncoded());
        if (!request.path("certificate").asText().equals(certificate)
                || !request.path("intermediateCertificates").path(0).asText().equals(certificate)
                || !request.path("purpose").asText().equals("DEFAULT")) {
            throw new IllegalStateException("not as it should be: " + request);
        }
        return "{\"token\":\"" + session(request.path("publicKey").asText()) + "\"}";
    }

    private String ofCluster(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException {
        require("Bearer " + accountToken, exchange);
        if (!exchange.getRequestURI().getPath().equals("/resourcePrincipalSessionTokens")) {
            throw new IllegalStateException("no such path: " + exchange.getRequestURI());
        }
        String token = "ST$" + session(JSON.readTree(body).path("podKey").asText());
        String json = "{\"token\":\"" + token + "\"}";
        return "\"" + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    private String session(String publicKey) throws GeneralSecurityException {
        String claims =
                "{\"exp\":" + Instant.now().plus(lifetime).getEpochSecond() + ",\"jti\":\"" + Canary.of("", 16) + "\"}";
        String token =
                "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                        + ".c2ln";
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
        signer.accept("ST$" + token, key);
        sessions.incrementAndGet();
        return token;
    }

    private static void require(String authorization, HttpExchange exchange) {
        if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw new IllegalStateException("not authorized");
        }
    }

    private X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate("instance");
    }

    private PrivateKey key() throws GeneralSecurityException {
        return (PrivateKey) store.getKey("instance", PASSWORD);
    }

    private SSLContext tls() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** One certificate for all: the instance's, and the cluster's own, and that of every test of a JVM. */
    private static synchronized KeyStore keyStore(Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        if (made == null) {
            made = made(folder.resolve("keys.p12"));
        }
        return made;
    }

    private static KeyStore made(Path file) throws IOException, GeneralSecurityException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "instance",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=ocid1.instance.oc1.test, OU=opc-certtype:instance, OU=opc-tenant:" + TENANCY,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException(
                    "keytool failed: " + new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }
}
