package dev.serai.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.AdminClient;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.FakeKubernetes;
import dev.serai.fakes.SignedToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway that takes callers in every way there is, and what they show it, right and wrong. One thread. */
final class WaysIn implements AutoCloseable {
    private static final String STATIC_KEY = "static-key-of-ci-0123456789";
    private static final String ISSUERS_KEY = "rsa-1";

    /**
     * What a caller shows, and what comes of it.
     *
     * @param headers for each request anew, since a code is good once
     * @param code the error's, or null for who is let in
     */
    record Way(
            String name,
            Supplier<Map<String, String>> headers,
            @Nullable String code) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final FakeIssuer issuer = FakeIssuer.start();
    private final FakeKubernetes kubernetes;
    private final RunningGateway gateway;
    private final AdminClient admin;
    private final String key;
    private final String other;
    private final String second;
    private final Deque<String> codes = new ArrayDeque<>();

    /** @param folder of the test's own */
    WaysIn(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        kubernetes = FakeKubernetes.start(folder);
        Map<String, String> variables = new HashMap<>(issuer.environment());
        variables.putAll(kubernetes.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("AUTH_MODE", "api_key,basic,jwt,service_account");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        variables.put("API_KEY_CI", STATIC_KEY);
        variables.put("BASIC_AUTH_CREDENTIALS", "carol:correct-horse-battery");
        variables.put("JWT_MODELS_CLAIM", "models");
        variables.put("SERVICE_ACCOUNT_AUDIENCE", "serai");
        variables.put("ALLOWED_SERVICE_ACCOUNTS", "research/trainer");
        gateway = RunningGateway.start(variables);
        admin = AdminClient.of(gateway);
        key = secret(admin.create("{\"name\":\"alice\"}"));
        other = secret(admin.create("{\"name\":\"bob\"}"));
        JsonNode judy = admin.create("{\"name\":\"judy\"}");
        second = secret(judy);
        JsonNode enrolled =
                AdminClient.json(admin.post("/admin/v1/keys/" + judy.path("id").asText() + "/totp", "{}"));
        enrolled.path("backup_codes").forEach(code -> codes.add(code.asText()));
    }

    private static String secret(JsonNode made) {
        return made.path("secret").asText();
    }

    String origin() {
        return gateway.baseUrl();
    }

    @Override
    public void close() {
        gateway.close();
        issuer.close();
        kubernetes.close();
    }

    /** Every way in, right and then wrong. */
    List<Way> all() {
        String session = session();
        String ended = session();
        gateway.send(HttpRequest.newBuilder(URI.create(origin() + "/auth/logout"))
                .header("X-Session-Token", ended)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        String disabled = disabled();
        return List.of(
                good("a key as bearer", bearer(key)),
                good("a key in x-api-key", Map.of("x-api-key", key)),
                good("a key in api-key", Map.of("api-key", key)),
                good("a key in x-goog-api-key", Map.of("x-goog-api-key", key)),
                good("a key of the environment", bearer(STATIC_KEY)),
                good("a password", basic("carol:correct-horse-battery")),
                good("a token of the issuer", bearer(token().sign("RS256", issuer.key(ISSUERS_KEY)))),
                good("a service account", bearer(pod())),
                good("a session as bearer", bearer(session)),
                good("a session in x-api-key", Map.of("x-api-key", session)),
                good("a key beside its session", with(bearer(second), "X-Session-Token", session)),
                new Way("a key with a code", () -> with(bearer(second), "X-TOTP-Code", codes.remove()), null),
                wrong("no key as bearer", bearer("sk-of-somebody-else")),
                wrong("no key in x-api-key", Map.of("x-api-key", "sk-of-somebody-else")),
                wrong("no key in api-key", Map.of("api-key", "sk-of-somebody-else")),
                wrong("no key in x-goog-api-key", Map.of("x-goog-api-key", "sk-of-somebody-else")),
                wrong("a key with a typo", bearer(key.substring(0, key.length() - 2) + "??")),
                wrong("a key that is disabled", bearer(disabled)),
                new Way("two keys", () -> with(bearer(key), "api-key", other), "conflicting_credentials"),
                wrong("another key of the environment", bearer(STATIC_KEY + "0")),
                wrong("another password", basic("carol:incorrect-horse")),
                wrong("a token of nobody's", bearer(token().sign("RS256", SignedToken.rsa(2048)))),
                wrong(
                        "a token that has expired",
                        bearer(token().claim("exp", System.currentTimeMillis() / 1000 - 3600)
                                .sign("RS256", issuer.key(ISSUERS_KEY)))),
                wrong("another service account", bearer(kubernetes.token("research", "intern", "serai"))),
                wrong("a service account for others", bearer(kubernetes.token("research", "trainer", "vault"))),
                wrong("a session that has ended", bearer(ended)),
                new Way("a key without its code", () -> bearer(second), "totp_required"),
                new Way(
                        "a key with another code",
                        () -> with(bearer(second), "X-TOTP-Code", "000000"),
                        "invalid_totp"));
    }

    /** One that Kubernetes has been asked about: the first question of all may take longer than callers are kept waiting. */
    private String pod() {
        String token = kubernetes.token("research", "trainer", "serai");
        HttpRequest models = HttpRequest.newBuilder(URI.create(origin() + "/v1/models"))
                .header("Authorization", "Bearer " + token)
                .build();
        while (gateway.send(models).statusCode() == 503) {
            Thread.onSpinWait();
        }
        return token;
    }

    private SignedToken token() {
        return issuer.token("dave").header("kid", ISSUERS_KEY).claim("models", "*");
    }

    private String session() {
        return AdminClient.json(gateway.post(
                        "/auth/login", "{\"api_key\":\"" + second + "\",\"totp_code\":\"" + codes.remove() + "\"}"))
                .path("session_token")
                .asText();
    }

    private String disabled() {
        JsonNode made = admin.create("{\"name\":\"mallory\"}");
        admin.post("/admin/v1/keys/" + made.path("id").asText() + "/disable", "{}");
        return secret(made);
    }

    private static Way good(String name, Map<String, String> headers) {
        return new Way(name, () -> headers, null);
    }

    private static Way wrong(String name, Map<String, String> headers) {
        return new Way(name, () -> headers, "invalid_api_key");
    }

    private static Map<String, String> bearer(String text) {
        return Map.of("Authorization", "Bearer " + text);
    }

    private static Map<String, String> basic(String text) {
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }
}
