package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * What gives tokens at Google, on a loopback port: OAuth's endpoint, the Security Token Service, the IAM Credentials API and a
 * machine's metadata server. It refuses what they refuse, and knows what it gave. Thread-safe; lives until closed.
 */
public final class FakeGoogle implements AutoCloseable {
    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    static final String AUDIENCE =
            "//iam.googleapis.com/projects/4711/locations/global/workloadIdentityPools/pool/providers/cluster";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final GoogleServiceAccount account;
    private final String refreshToken = Canary.of("1//0", 60);
    private final String clientSecret = Canary.of("GOCSPX-", 35);
    private final Set<String> good = ConcurrentHashMap.newKeySet();
    /** Good for becoming another account, and for nothing else. */
    private final Set<String> stepping = ConcurrentHashMap.newKeySet();

    private final List<String> given = new CopyOnWriteArrayList<>();
    private final List<String> received = new ArrayList<>();
    private volatile String subjectToken = Canary.of("eyJhbGciOiJSUzI1NiJ9.", 60);
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean down;

    private FakeGoogle(HttpServer server) {
        this.server = server;
        this.account = new GoogleServiceAccount(origin() + "/token");
    }

    public static FakeGoogle start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeGoogle fake = new FakeGoogle(server);
            server.createContext("/", fake::serve);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread daemon = new Thread(task, "fake google");
                daemon.setDaemon(true);
                return daemon;
            }));
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What {@code GCE_METADATA_HOST} has to be. */
    public String metadataHost() {
        return origin().getAuthority();
    }

    /** Whether a token is one of those that Vertex AI takes. */
    public boolean accepts(String token) {
        return good.contains(token);
    }

    /** Takes back what was given so far. */
    public void revokeTokens() {
        good.clear();
        stepping.clear();
    }

    /** How long the tokens are good that are given from now on, as it says. */
    public void lifetime(Duration other) {
        lifetime = other;
    }

    /** Answers with 503 from now on, or no more. */
    public void down(boolean other) {
        down = other;
    }

    /** Gives the service account another key: what the old one signs is refused. */
    public void rotateKey() {
        account.rotate();
    }

    /** Lets the other issuer's token be another one: the old one is refused. */
    public void rotateSubjectToken() {
        subjectToken = Canary.of("eyJhbGciOiJSUzI1NiJ9.", 60);
    }

    /** The other issuer's token, for the file of a workload identity. */
    public String subjectToken() {
        return subjectToken;
    }

    /** The secrets that only Google may ever see: no provider is shown one of them. */
    public List<String> credentials() {
        return List.of(refreshToken, clientSecret, subjectToken);
    }

    /** Everything that may stand in no log: what only Google may see, the account's key, and each token that was given. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>(credentials());
        secrets.add(account.file().path("private_key").asText().substring(40, 80));
        secrets.addAll(given);
        return secrets;
    }

    /** The paths that were asked for, oldest first. */
    public List<String> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** A key of the service account, as it stands in a file. */
    public ObjectNode serviceAccountFile() {
        return account.file();
    }

    /** What {@code gcloud auth application-default login} leaves. */
    public ObjectNode userFile() {
        return object().put("type", "authorized_user")
                .put("client_id", "canary.apps.googleusercontent.com")
                .put("client_secret", clientSecret)
                .put("refresh_token", refreshToken)
                .put("token_uri", origin() + "/token");
    }

    /** A workload identity, whose token is where {@code source} says. */
    public ObjectNode federatedFile(ObjectNode source) {
        ObjectNode file = object().put("type", "external_account")
                .put("audience", AUDIENCE)
                .put("subject_token_type", JWT)
                .put("token_url", origin() + "/v1/token");
        file.set("credential_source", source);
        return file;
    }

    /** Lets an identity act as the service account; its own token is then good for nothing else. */
    public ObjectNode impersonating(ObjectNode file) {
        return file.put(
                "service_account_impersonation_url",
                origin() + "/v1/projects/-/serviceAccounts/" + GoogleServiceAccount.EMAIL + ":generateAccessToken");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        synchronized (received) {
            received.add(exchange.getRequestURI().getPath());
        }
        int status = 200;
        JsonNode answer;
        try {
            answer = down ? error("unavailable") : answer(exchange);
            status = down ? 503 : 200;
        } catch (RequestRefused refused) {
            status = refused.status();
            answer = error(refused.code()).put("error_description", refused.reason());
        }
        byte[] body = (answer.isTextual() ? answer.asText() : answer.toString()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private JsonNode answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        if (call.equals("POST /token")) {
            return oauth(form(body));
        } else if (call.equals("POST /v1/token")) {
            return exchange(form(body));
        } else if (call.startsWith("POST /v1/projects/-/serviceAccounts/" + GoogleServiceAccount.EMAIL)) {
            return impersonate(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), JSON.readTree(body));
        } else if (call.equals("GET /computeMetadata/v1/instance/service-accounts/default/token")) {
            want("Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor")), 403, "forbidden");
            return token(good);
        } else if (call.equals("GET /subject")) {
            want("canary".equals(exchange.getRequestHeaders().getFirst("X-Subject")), 403, "forbidden");
            return object().put("id_token", subjectToken);
        }
        throw new RequestRefused(404, "not_found", null, call);
    }

    private ObjectNode oauth(Map<String, String> form) {
        if ("refresh_token".equals(form.get("grant_type"))) {
            want(clientSecret.equals(form.get("client_secret")), 401, "invalid_client");
            want(refreshToken.equals(form.get("refresh_token")), 400, "invalid_grant");
            return token(good, stepping);
        }
        want(
                "urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type")),
                400,
                "unsupported_grant_type");
        account.verify(String.valueOf(form.get("assertion")), Clock.systemUTC());
        return token(good, stepping);
    }

    private ObjectNode exchange(Map<String, String> form) {
        want(
                "urn:ietf:params:oauth:grant-type:token-exchange".equals(form.get("grant_type")),
                400,
                "unsupported_grant_type");
        want(AUDIENCE.equals(form.get("audience")), 400, "invalid_target");
        want(SCOPE.equals(form.get("scope")), 400, "invalid_scope");
        want(JWT.equals(form.get("subject_token_type")), 400, "invalid_request");
        want(
                "urn:ietf:params:oauth:token-type:access_token".equals(form.get("requested_token_type")),
                400,
                "invalid_request");
        want(subjectToken.equals(form.get("subject_token")), 400, "invalid_grant");
        return token(good, stepping).put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
    }

    private ObjectNode impersonate(String authorization, JsonNode body) {
        String token = authorization.replace("Bearer ", "");
        want(stepping.contains(token), 401, "UNAUTHENTICATED");
        good.remove(token);
        want(SCOPE.equals(body.at("/scope/0").asText()), 400, "INVALID_ARGUMENT");
        want("3600s".equals(body.path("lifetime").asText()), 400, "INVALID_ARGUMENT");
        String made = Canary.of("ya29.c.", 60);
        good.add(made);
        given.add(made);
        return object().put("accessToken", made)
                .put(
                        "expireTime",
                        Instant.now()
                                .plus(lifetime)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
    }

    @SafeVarargs
    private ObjectNode token(Set<String>... kinds) {
        String token = Canary.of("ya29.", 60);
        given.add(token);
        for (Set<String> kind : kinds) {
            kind.add(token);
        }
        return object().put("access_token", token)
                .put("expires_in", lifetime.toSeconds())
                .put("token_type", "Bearer");
    }

    static void want(boolean good, int status, String code) {
        if (!good) {
            throw RequestRefused.credentials(status, code, "refused: " + code);
        }
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    private static ObjectNode error(String code) {
        return object().put("error", code);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
