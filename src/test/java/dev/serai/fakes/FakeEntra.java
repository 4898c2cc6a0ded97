package dev.serai.fakes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Entra ID on a loopback port, in all the forms in which a process on Azure meets it: the token endpoint for a client's
 * secret and for a federated assertion, App Service's identity endpoint, a virtual machine's metadata service. It refuses
 * what the real ones refuse. Thread-safe; lives until closed.
 */
public final class FakeEntra implements AutoCloseable {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String AZURE_OPENAI = "https://cognitiveservices.azure.com";
    private static final String FOUNDRY = "https://ai.azure.com";

    /** A request for a token: its path, and its form or query. */
    public record Exchange(String path, Map<String, String> parameters) {}

    private final HttpServer server;
    private final String tenant = Canary.of("tenant-", 20);
    private final String client = Canary.of("client-", 20);
    private final String secret = Canary.of("secret~", 40);
    private final String identityHeader = Canary.of("identity-", 36);
    private final Map<String, String> audiences = new ConcurrentHashMap<>();
    private final List<Exchange> received = new ArrayList<>();
    private volatile String assertion = "none";
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int failing;

    private FakeEntra(HttpServer server) {
        this.server = server;
    }

    public static FakeEntra start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeEntra fake = new FakeEntra(server);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread daemon = new Thread(task, "fake entra");
                daemon.setDaemon(true);
                return daemon;
            }));
            server.createContext("/", fake::answer);
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The variables of a service principal with a secret. */
    public Map<String, String> secretEnvironment() {
        return Map.of(
                "AZURE_AUTHORITY_HOST", origin() + "/",
                "AZURE_TENANT_ID", tenant,
                "AZURE_CLIENT_ID", client,
                "AZURE_CLIENT_SECRET", secret);
    }

    /**
     * The variables that Kubernetes' workload identity sets.
     *
     * @param tokenFile holds what {@link #assertion} expects
     */
    public Map<String, String> workloadEnvironment(String tokenFile) {
        return Map.of(
                "AZURE_AUTHORITY_HOST", origin() + "/",
                "AZURE_TENANT_ID", tenant,
                "AZURE_CLIENT_ID", client,
                "AZURE_FEDERATED_TOKEN_FILE", tokenFile);
    }

    /** The variables that App Service sets. */
    public Map<String, String> appServiceEnvironment() {
        return Map.of("IDENTITY_ENDPOINT", origin() + "/msi/token", "IDENTITY_HEADER", identityHeader);
    }

    /** The variables that have a virtual machine's identity asked for here. */
    public Map<String, String> virtualMachineEnvironment() {
        return Map.of(
                "AZURE_TOKEN_CREDENTIALS",
                "ManagedIdentityCredential",
                "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                origin().toString());
    }

    /** The federated token that is good from now on, and no other. */
    public String assertion(String good) {
        assertion = good;
        return good;
    }

    /** How long the tokens are good that are given from now on. */
    public void lifetime(Duration other) {
        lifetime = other;
    }

    /** Answers everything with this status from now on; 0: as it should. */
    public void fail(int status) {
        failing = status;
    }

    /** Keeps whoever asks waiting. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    /** Lets those go on that wait. */
    public void release() {
        gate.countDown();
    }

    /** No token that was given so far is good any more. */
    public void revoke() {
        audiences.clear();
    }

    /** Whether a token was given for the dated API, or for v1, which takes both audiences. */
    boolean gave(String token, boolean v1) {
        String audience = audiences.get(token);
        return AZURE_OPENAI.equals(audience) || v1 && FOUNDRY.equals(audience);
    }

    /** All requests so far, oldest first. */
    public List<Exchange> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** Waits until so many requests have come. */
    public void awaitRequests(int count, Duration atMost) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        synchronized (received) {
            while (received.size() < count) {
                long left = Duration.between(Instant.now(), deadline).toMillis();
                if (left <= 0) {
                    throw new AssertionError("Entra was asked " + received.size() + " times of " + count);
                }
                received.wait(left);
            }
        }
    }

    /** What no provider, and no client, may ever see. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>(List.of(secret, identityHeader, assertion));
        secrets.addAll(audiences.keySet());
        return secrets;
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = parameters(exchange);
        String path = exchange.getRequestURI().getPath();
        synchronized (received) {
            received.add(new Exchange(path, parameters));
            received.notifyAll();
        }
        awaitRelease();
        try {
            if (failing != 0) {
                throw new RequestRefused(failing, "temporarily_unavailable", null, "scripted");
            }
            reply(exchange, 200, token(exchange, path, parameters));
        } catch (RequestRefused refused) {
            reply(exchange, refused.status(), error(refused));
        }
    }

    private void awaitRelease() {
        try {
            if (!gate.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("nobody released the fake");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode token(HttpExchange exchange, String path, Map<String, String> parameters) {
        if (path.equals("/" + tenant + "/oauth2/v2.0/token")) {
            return exchanged(exchange, parameters);
        }
        return switch (path) {
            case "/msi/token" -> ofAppService(exchange, parameters);
            case "/metadata/identity/oauth2/token" -> ofVirtualMachine(exchange, parameters);
            default -> throw new RequestRefused(404, "not_found", null, path);
        };
    }

    private ObjectNode exchanged(HttpExchange exchange, Map<String, String> form) {
        check(exchange.getRequestMethod().equals("POST"), 400, "invalid_request");
        check("client_credentials".equals(form.get("grant_type")), 400, "unsupported_grant_type");
        check(client.equals(form.get("client_id")), 400, "unauthorized_client");
        boolean bySecret = secret.equals(form.get("client_secret")) && !form.containsKey("client_assertion");
        boolean byAssertion = ASSERTION_TYPE.equals(form.get("client_assertion_type"))
                && assertion.equals(form.get("client_assertion"))
                && !form.containsKey("client_secret");
        check(bySecret || byAssertion, 401, "invalid_client");
        String scope = form.getOrDefault("scope", "");
        check(scope.endsWith("/.default"), 400, "invalid_scope");
        return given(scope.substring(0, scope.length() - "/.default".length()))
                .put("expires_in", lifetime.toSeconds())
                .put("ext_expires_in", lifetime.toSeconds());
    }

    /** It gives the time of the end, not the time until then, and it as a string. */
    private ObjectNode ofAppService(HttpExchange exchange, Map<String, String> query) {
        check("2019-08-01".equals(query.get("api-version")), 400, "invalid_api_version");
        check(identityHeader.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER")), 401, "unauthorized");
        return given(query.get("resource"))
                .put("expires_on", Long.toString(Instant.now().plus(lifetime).getEpochSecond()));
    }

    private ObjectNode ofVirtualMachine(HttpExchange exchange, Map<String, String> query) {
        check("true".equals(exchange.getRequestHeaders().getFirst("Metadata")), 400, "bad_request_102");
        check(exchange.getRequestHeaders().getFirst("X-Forwarded-For") == null, 400, "bad_request_100");
        check("2018-02-01".equals(query.get("api-version")), 400, "invalid_api_version");
        return given(query.get("resource")).put("expires_in", Long.toString(lifetime.toSeconds()));
    }

    private ObjectNode given(String audience) {
        check(AZURE_OPENAI.equals(audience) || FOUNDRY.equals(audience), 400, "invalid_resource");
        String token = Canary.of("eyJ0eXAiOiJKV1Qi.", 80);
        audiences.put(token, audience);
        return JsonNodeFactory.instance
                .objectNode()
                .put("token_type", "Bearer")
                .put("resource", audience)
                .put("access_token", token);
    }

    private static void check(boolean good, int status, String code) {
        if (!good) {
            throw new RequestRefused(status, code, null, "AADSTS7000215: refused");
        }
    }

    private static ObjectNode error(RequestRefused refused) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", refused.code())
                .put("error_description", refused.reason());
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode json) throws IOException {
        byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> parameters(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> parameters = new HashMap<>();
        for (String text : Arrays.asList(form, query == null ? "" : query)) {
            parameters.putAll(Arrays.stream(text.split("&"))
                    .filter(parameter -> parameter.contains("="))
                    .map(parameter -> parameter.split("=", 2))
                    .collect(Collectors.toMap(
                            parameter -> parameter[0],
                            parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8))));
        }
        return parameters;
    }
}
