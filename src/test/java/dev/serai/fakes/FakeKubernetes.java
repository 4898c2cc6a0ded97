package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kubernetes' API server on a loopback port, over TLS, as far as TokenReview goes
 * (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/), with the folder that it mounts
 * into a pod. It takes no review that the real one would not, and gives out tokens of service accounts. Thread-safe; lives until
 * closed.
 */
public final class FakeKubernetes implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final HttpsServer server;
    private final Path mounted;
    private final KeyPair key = SignedToken.rsa(2048);
    private final KeyPair stranger = SignedToken.rsa(2048);
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String podToken = "";
    private volatile Mood mood = Mood.WELL;

    /** How it answers. */
    public enum Mood {
        WELL,
        /** 503 to everything. */
        DOWN,
        /** As a server that takes a token for another audience than was asked for. */
        FOR_OTHERS,
        /** As one that knows of no audiences. */
        WITHOUT_AUDIENCES,
        /** The gateway's own account may not ask. */
        FORBIDDEN
    }

    private record Account(String user, List<String> audiences) {}

    private FakeKubernetes(HttpsServer server, Path mounted) {
        this.server = server;
        this.mounted = mounted;
    }

    /** @param folder of the test's own, for certificates and what is mounted */
    public static FakeKubernetes start(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        CertificateAuthority authority = new CertificateAuthority(folder);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.server("ip:127.0.0.1", "-1d", 30)));
        FakeKubernetes fake = new FakeKubernetes(server, Files.createDirectory(folder.resolve("serviceaccount")));
        Files.writeString(fake.mounted.resolve("ca.crt"), pem(authority));
        fake.rotatePodToken();
        server.createContext("/", fake::handle);
        server.start();
        return fake;
    }

    private static String pem(CertificateAuthority authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(authority.trustStore())) {
            trusted.load(in, authority.password().toCharArray());
        }
        byte[] certificate =
                trusted.getCertificate(trusted.aliases().nextElement()).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The gateway's variables, as a pod has them. */
    public Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(server.getAddress().getPort()),
                "KUBERNETES_SERVICE_ACCOUNT_DIR",
                mounted.toString());
    }

    /** What the gateway shows Kubernetes is another from now on, and the old one no good. */
    public void rotatePodToken() throws IOException {
        podToken = Canary.of("eyJwb2QiOiJzZXJhaSJ9.", 80);
        Files.writeString(mounted.resolve("token"), podToken + "\n");
    }

    /** The token that the gateway shows. */
    public String podToken() {
        return podToken;
    }

    public void mood(Mood now) {
        mood = now;
    }

    /** How many reviews were asked for. */
    public int asked() {
        return asked.get();
    }

    /** As {@code kubectl create token NAME --audience AUDIENCE} gives one. */
    public String token(String namespace, String name, String... audiences) {
        String user = "system:serviceaccount:" + namespace + ":" + name;
        String token = token(user, audiences).sign("RS256", key);
        accounts.put(token, new Account(user, List.of(audiences)));
        return token;
    }

    /** One that says so, and that nobody gave out. */
    public String forged(String namespace, String name, String... audiences) {
        return token("system:serviceaccount:" + namespace + ":" + name, audiences)
                .sign("RS256", stranger);
    }

    private static SignedToken token(String user, String... audiences) {
        long now = System.currentTimeMillis() / 1000;
        return new SignedToken()
                .header("kid", "kubernetes")
                .claim("iss", "https://kubernetes.default.svc.cluster.local")
                .claim("sub", user)
                .claim("aud", List.of(audiences))
                .claim("jti", Canary.of("", 20))
                .claim("iat", now)
                .claim("exp", now + 3600);
    }

    /** Takes a token back, as when its pod is gone. */
    public void revoke(String token) {
        accounts.remove(token);
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        JsonNode review = JSON.readTree(exchange.getRequestBody());
        ObjectNode answer;
        int status = 201;
        try {
            answer = reviewed(exchange, review);
        } catch (RequestRefused refused) {
            status = refused.status();
            answer = JSON.createObjectNode()
                    .put("kind", "Status")
                    .put("apiVersion", "v1")
                    .put("status", "Failure")
                    .put("reason", refused.code())
                    .put("code", status);
        }
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode reviewed(HttpExchange exchange, JsonNode review) {
        check(mood != Mood.DOWN, 503, "ServiceUnavailable");
        check(exchange.getRequestURI().toString().equals(REVIEWS), 404, "NotFound");
        check(exchange.getRequestMethod().equals("POST"), 405, "MethodNotAllowed");
        check("application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")), 415, "Unsupported");
        check(
                ("Bearer " + podToken).equals(exchange.getRequestHeaders().getFirst("Authorization")),
                401,
                "Unauthorized");
        check(mood != Mood.FORBIDDEN, 403, "Forbidden");
        JsonNode spec = review.path("spec");
        check(
                review.size() == 3
                        && review.path("apiVersion").asText().equals("authentication.k8s.io/v1")
                        && review.path("kind").asText().equals("TokenReview")
                        && spec.size() == 2
                        && spec.path("token").isTextual()
                        && spec.path("audiences").size() == 1,
                422,
                "Invalid");
        ObjectNode answer = review.deepCopy();
        answer.set("status", status(spec));
        return answer;
    }

    private ObjectNode status(JsonNode spec) {
        Account account = accounts.get(spec.path("token").asText());
        String audience = spec.path("audiences").path(0).asText();
        ObjectNode status = JSON.createObjectNode();
        if (account == null || (mood == Mood.WELL && !account.audiences().contains(audience))) {
            return status.put("authenticated", false).put("error", "[invalid bearer token, token audiences invalid]");
        }
        status.put("authenticated", true)
                .putObject("user")
                .put("username", account.user())
                .put("uid", "b3c5f1a0-7d1e-4a53-9a70-000000000000")
                .putArray("groups")
                .add("system:serviceaccounts");
        if (mood != Mood.WITHOUT_AUDIENCES) {
            ArrayNode audiences = status.putArray("audiences");
            audiences.add(mood == Mood.FOR_OTHERS ? "https://kubernetes.default.svc" : audience);
        }
        return status;
    }

    private static void check(boolean good, int status, String code) {
        if (!good) {
            throw new RequestRefused(status, code, null, code);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
