package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.SignedToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows T20 and B88: callers with tokens of an OpenID provider, good ones and forged ones. */
class JwtRoadTest {
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              other: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
            """;
    private static final String STATIC_KEY = "static-key-of-ci-0123456789";
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeIssuer ISSUER = FakeIssuer.start();
    private static final KeyPair STRANGER = SignedToken.rsa(2048);
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final List<String> SECRETS = new ArrayList<>(List.of(STATIC_KEY));
    private static RunningGateway gateway;

    /** A token that proves nothing, and why. */
    record Forged(String name, String token) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        LOG.begin();
        gateway = RunningGateway.start(MAPPING, variables(ISSUER, "jwt,api_key"));
    }

    @AfterAll
    static void stop() {
        try {
            gateway.close();
            LOG.assertHolds(SECRETS);
        } finally {
            LOG.end();
            OPENAI.close();
            ISSUER.close();
        }
    }

    @AfterEach
    void noProviderSawAToken() {
        OPENAI.assertNoForeignCredentials(SECRETS);
        OPENAI.recover();
        OPENAI.forget();
    }

    private static Map<String, String> variables(FakeIssuer issuer, String mode) {
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.putAll(issuer.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("AUTH_MODE", mode);
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "none");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("API_KEY_CI", STATIC_KEY);
        variables.put("JWT_MODELS_CLAIM", "serai.models");
        variables.put("JWT_LIMITS_CLAIM", "serai.limits");
        return variables;
    }

    private static SignedToken token() {
        return ISSUER.token("f7c3bf1e-9f0a-4d2e")
                .header("kid", "rsa-1")
                .claim("preferred_username", "alice")
                .claim("serai", Map.of("models", List.of("at-*")));
    }

    private static String good() {
        return noted(token().sign("RS256", ISSUER.key("rsa-1")));
    }

    private static String noted(String token) {
        SECRETS.add(token);
        return token;
    }

    private static HttpResponse<String> models(RunningGateway from, String... headers) {
        return from.send(HttpRequest.newBuilder(URI.create(from.baseUrl() + "/v1/models"))
                .headers(headers)
                .build());
    }

    private static HttpResponse<String> models(String... headers) {
        return models(gateway, headers);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("eyJ");
        if (status == 401) {
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"serai\"");
        }
    }

    private static HttpResponse<String> until(int status, Supplier<HttpResponse<String>> request) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = request.get();
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = request.get();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({"RS256,rsa-1", "PS256,rsa-1", "ES256,ec-1"})
    void aTokenOfTheIssuerLetsIn(String algorithm, String key) {
        String token = noted(token().header("kid", key).sign(algorithm, ISSUER.key(key)));
        for (String header : List.of("Authorization", "X-API-Key", "api-key", "x-goog-api-key")) {
            String value = header.equals("Authorization") ? "Bearer " + token : token;
            HttpResponse<String> answer = models(header, value);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("at-openai").doesNotContain("\"other\"");
        }
    }

    @Test
    void aTokenWithoutTheIdOfItsKeyIsTriedWithEach() {
        String token = noted(ISSUER.token("bob").sign("ES256", ISSUER.key("ec-1")));
        assertThat(models("X-API-Key", token).statusCode()).isEqualTo(200);
    }

    @Test
    void clocksMayDifferByAMinute() {
        long now = System.currentTimeMillis() / 1000;
        String old = noted(token().claim("exp", now - 40).sign("RS256", ISSUER.key("rsa-1")));
        assertThat(models("X-API-Key", old).statusCode()).isEqualTo(200);
        String early = noted(token().claim("nbf", now + 40).sign("RS256", ISSUER.key("rsa-1")));
        assertThat(models("X-API-Key", early).statusCode()).isEqualTo(200);
    }

    static Stream<Forged> forgeries() {
        KeyPair key = ISSUER.key("rsa-1");
        long now = System.currentTimeMillis() / 1000;
        String good = token().sign("RS256", key);
        String[] parts = good.split("\\.");
        byte[] publicKey = key.getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
        return Stream.of(
                new Forged("alg none, no signature", token().with("none", new byte[0])),
                new Forged("alg None", token().with("None", new byte[0])),
                new Forged("HS256 under the public key's bytes", token().signHs256(publicKey)),
                new Forged(
                        "HS256 under the public key's PEM", token().signHs256(pem.getBytes(StandardCharsets.US_ASCII))),
                new Forged("a stranger's key under a known id", token().sign("RS256", STRANGER)),
                new Forged(
                        "a stranger's key under its own id",
                        token().header("kid", "x").sign("RS256", STRANGER)),
                new Forged(
                        "kid that is a path",
                        token().header("kid", "../../etc/passwd").sign("RS256", STRANGER)),
                new Forged(
                        "jwk with a stranger's key",
                        token().header("jwk", SignedToken.jwk("rsa-1", STRANGER.getPublic()))
                                .sign("RS256", STRANGER)),
                new Forged(
                        "jku of a stranger's",
                        token().header("jku", "http://127.0.0.1:9/certs").sign("RS256", STRANGER)),
                new Forged(
                        "x5u of a stranger's",
                        token().header("x5u", "http://127.0.0.1:9/cert").sign("RS256", STRANGER)),
                new Forged(
                        "crit that nobody knows",
                        token().header("crit", List.of("x-hold"))
                                .header("x-hold", true)
                                .sign("RS256", key)),
                new Forged(
                        "a type that is no access token",
                        token().header("typ", "logout+jwt").sign("RS256", key)),
                new Forged("no iss", token().without("iss").sign("RS256", key)),
                new Forged(
                        "another iss",
                        token().claim("iss", FakeIssuer.ISSUER + "/").sign("RS256", key)),
                new Forged("no aud", token().without("aud").sign("RS256", key)),
                new Forged(
                        "another aud",
                        token().claim("aud", List.of("serai2", "account")).sign("RS256", key)),
                new Forged("no exp", token().without("exp").sign("RS256", key)),
                new Forged("no sub", token().without("sub").sign("RS256", key)),
                new Forged("exp past", token().claim("exp", now - 90).sign("RS256", key)),
                new Forged("nbf to come", token().claim("nbf", now + 90).sign("RS256", key)),
                new Forged(
                        "claims changed after it was signed", parts[0] + "." + otherSubject(parts[1]) + "." + parts[2]),
                new Forged("signature cut short", good.substring(0, good.length() - 8)),
                new Forged(
                        "signature of nothing but zeros",
                        token().header("kid", "ec-1").with("ES256", new byte[64])),
                new Forged("another algorithm than the key's", token().with("ES256", new byte[64])),
                new Forged("no signature at all", parts[0] + "." + parts[1] + "."),
                new Forged("five parts, as if it were encrypted", good + ".AAAA.AAAA"),
                new Forged("claims that are no JSON", parts[0] + ".bm8." + parts[2]));
    }

    private static String otherSubject(String payload) {
        String json = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace("f7c3bf1e", "00000000").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "T20, B88: {0}")
    @MethodSource("forgeries")
    void aForgedTokenIsRefused(Forged forged) {
        SECRETS.add(forged.token());
        refused(models("Authorization", "Bearer " + forged.token()), 401, "invalid_api_key");
        refused(models("X-API-Key", forged.token()), 401, "invalid_api_key");
        assertThat(OPENAI.received()).isEmpty();
    }

    /** B88: 64 KiB are more than any header may have, which is found before anybody looks for a token. */
    @Test
    void aTokenThatNoHeaderCanHoldIsRefused() {
        HttpResponse<String> answer = models(
                "Authorization",
                "Bearer " + token().claim("x", "x".repeat(64 * 1024)).sign("RS256", STRANGER));
        refused(answer, 431, "headers_too_large");
    }

    @Test
    void onlyWhoHoldsTheTokenLearnsThatItHasExpired() {
        long past = System.currentTimeMillis() / 1000 - 3600;
        String old = noted(token().claim("exp", past).sign("RS256", ISSUER.key("rsa-1")));
        assertThat(models("X-API-Key", old).body()).contains("The token has expired");
        String forged = noted(token().claim("exp", past).sign("RS256", STRANGER));
        assertThat(models("X-API-Key", forged).body()).doesNotContain("expired");
    }

    @Test
    void twoOfOursThatDifferAreAConflict() {
        String one = good();
        String two = noted(token().claim("sub", "mallory").sign("RS256", ISSUER.key("rsa-1")));
        refused(models("Authorization", "Bearer " + one, "X-API-Key", two), 400, "conflicting_credentials");
        refused(models("Authorization", "Bearer " + one, "X-API-Key", STATIC_KEY), 400, "conflicting_credentials");
        String elsewhere = noted(
                ISSUER.token("carol").claim("iss", "https://accounts.example").sign("RS256", STRANGER));
        assertThat(models("Authorization", "Bearer " + elsewhere, "X-API-Key", one)
                        .statusCode())
                .isEqualTo(200);
        assertThat(models("Authorization", "Bearer " + elsewhere, "X-API-Key", STATIC_KEY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(models("Authorization", "Bearer " + one, "X-API-Key", one).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatAClaimDoesNotGrantIsNotGranted() {
        String nothing = noted(ISSUER.token("dave").header("kid", "rsa-1").sign("RS256", ISSUER.key("rsa-1")));
        assertThat(models("X-API-Key", nothing).body()).doesNotContain("at-openai");
        String odd = noted(token().claim("serai", Map.of("models", 7)).sign("RS256", ISSUER.key("rsa-1")));
        HttpResponse<String> answer = models("X-API-Key", odd);
        refused(answer, 401, "invalid_api_key");
        assertThat(answer.body()).contains("serai.models");
    }

    @Test
    void aLimitOfTheTokensHolds() {
        String token = noted(token().claim("sub", "erin")
                .claim("serai", Map.of("models", "at-*", "limits", Map.of("requests_per_minute", 1)))
                .sign("RS256", ISSUER.key("rsa-1")));
        OpenAIClient client = openAi(token);
        OPENAI.enqueue(OPENAI.text("Hello there"));
        client.chat().completions().create(chat("at-openai"));
        assertThatThrownBy(() -> client.chat().completions().create(chat("at-openai")))
                .isInstanceOf(RateLimitException.class);
        client.close();
    }

    /** T13: a role is what the issuer gives for this gateway, not what it is called elsewhere. */
    @ParameterizedTest(name = "T13: {0} reads {1}, reloads {2}")
    @CsvSource({
        "serai-viewer, 200, 403",
        "serai-operator, 200, 200",
        "serai-admin, 200, 200",
        "admin, 403, 403",
        "viewer, 403, 403",
        "serai-root, 403, 403"
    })
    void rolesOfTheIssuerOpenTheAdminApi(String role, int reads, int reloads) {
        String token = noted(token().claim("realm_access", Map.of("roles", List.of("offline_access", role)))
                .sign("RS256", ISSUER.key("rsa-1")));
        assertThat(admin("GET", "/admin/v1/providers", token)).isEqualTo(reads);
        assertThat(admin("POST", "/admin/v1/reload", token)).isEqualTo(reloads);
        String forged = noted(token().claim("realm_access", Map.of("roles", List.of("serai-admin")))
                .sign("RS256", STRANGER));
        assertThat(admin("GET", "/admin/v1/providers", forged))
                .as("as anybody's where no key has the role admin")
                .isEqualTo(403);
    }

    private static int admin(String method, String path, String token) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString("{}"))
                        .build())
                .statusCode();
    }

    @Test
    void openAisSdkWithAToken() {
        OPENAI.enqueue(OPENAI.text("Hello there"));
        OpenAIClient client = openAi(good());
        assertThat(client.chat()
                        .completions()
                        .create(chat("at-openai"))
                        .choices()
                        .get(0)
                        .message()
                        .content())
                .hasValue("Hello there");
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly("at-openai");
        assertThatThrownBy(() -> client.chat().completions().create(chat("other")))
                .isInstanceOf(PermissionDeniedException.class);
        client.close();
        OpenAIClient forged = openAi(noted(token().sign("RS256", STRANGER)));
        assertThatThrownBy(() -> forged.chat().completions().create(chat("at-openai")))
                .isInstanceOf(UnauthorizedException.class);
        forged.close();
    }

    private static OpenAIClient openAi(String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(token)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    @Test
    void anthropicsSdkWithAToken() {
        MessageCreateParams message = MessageCreateParams.builder()
                .model("at-openai")
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
        OPENAI.enqueue(OPENAI.text("Hello there"));
        AnthropicClient client = anthropic(good());
        assertThat(client.messages().create(message).content().get(0).asText().text())
                .isEqualTo("Hello there");
        client.close();
        AnthropicClient forged = anthropic(noted(token().with("none", new byte[0])));
        assertThatThrownBy(() -> forged.messages().create(message))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        forged.close();
    }

    private static AnthropicClient anthropic(String token) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(gateway.baseUrl())
                .authToken(token)
                .maxRetries(0)
                .build();
    }

    @Test
    void keysRotateAndAnIssuerThatIsAwayKeepsOutWhomNobodyKnowsAlone() {
        try (FakeIssuer issuer = FakeIssuer.start()) {
            issuer.down(true);
            String token = noted(issuer.signed("alice"));
            try (RunningGateway fresh = RunningGateway.start(MAPPING, variables(issuer, "jwt"))) {
                HttpResponse<String> unknown = models(fresh, "X-API-Key", token);
                refused(unknown, 503, "auth_unavailable");
                assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
                assertThat(fresh.get("/ready").body()).contains("no_keys");

                issuer.down(false);
                until(200, () -> fresh.get("/ready"));
                assertThat(models(fresh, "X-API-Key", token).statusCode()).isEqualTo(200);

                issuer.down(true);
                String another = noted(issuer.signed("bob"));
                assertThat(models(fresh, "X-API-Key", another).statusCode())
                        .as("a key that is known goes on")
                        .isEqualTo(200);
                KeyPair next = SignedToken.rsa(2048);
                issuer.add("rsa-2", next);
                String rotated =
                        noted(issuer.token("carol").header("kid", "rsa-2").sign("RS256", next));
                refused(models(fresh, "X-API-Key", rotated), 503, "auth_unavailable");

                issuer.down(false);
                until(200, () -> models(fresh, "X-API-Key", rotated));
                assertThat(fresh.get("/ready").statusCode()).isEqualTo(200);
            }
        }
    }
}
