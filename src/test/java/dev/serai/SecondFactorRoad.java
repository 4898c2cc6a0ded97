package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Base32;
import dev.serai.auth.SessionText;
import dev.serai.auth.totp.Totp;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows T18, T19, B84 and F25: codes of an authenticator app, and the sessions that they begin; once for each kind of store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SecondFactorRoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CODE = "X-TOTP-Code";
    private static final String SESSION = "X-Session-Token";

    private static final MovableClock CLOCK = new MovableClock();
    private static final List<String> SECRETS = new ArrayList<>();

    private final Map<String, String> variables = new HashMap<>();
    private final EverythingLogged log = new EverythingLogged();
    private RunningGateway gateway;
    private int holders;

    /** A key and its second factor, as its holder has them. */
    private record Holder(String key, String id, String uri, List<String> backupCodes) {
        String code(long secondsFromNow) {
            String code = Totp.code(Base32.seed(uri), Totp.step(CLOCK.instant().plusSeconds(secondsFromNow)));
            SECRETS.add("\"" + code + "\"");
            return code;
        }
    }

    private Holder alice;

    abstract Map<String, String> store();

    /** All that it keeps. */
    abstract String kept() throws IOException;

    @BeforeAll
    void start() {
        SECRETS.clear();
        log.begin();
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("CORS_ORIGINS", "https://console.example");
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.putAll(store());
        SECRETS.add(variables.get("KEY_PEPPER"));
        gateway = RunningGateway.start(variables, CLOCK);
    }

    /** The canary: no secret of any test is in a log at TRACE, nor in the database. */
    @AfterAll
    void stop() throws IOException {
        try {
            gateway.close();
            assertThat(SECRETS).hasSizeGreaterThan(50);
            log.assertHolds(SECRETS);
            String kept = kept();
            assertThat(kept).contains("alice@example.com");
            assertThat(new Canaries(SECRETS).in(kept)).isNull();
        } finally {
            log.end();
        }
    }

    /** Each test has a key of its own, and no test the failures of another's address. */
    @BeforeEach
    void enrol() {
        CLOCK.forward(Duration.ofMinutes(16));
        alice = holder();
    }

    private Holder holder() {
        String key = command("keys", "create", "--name", "alice" + ++holders, "--owner", "alice@example.com")
                .get(0);
        String id = ApiKeyText.of(key).id();
        List<String> enrolled = command("totp", "enrol", id);
        SECRETS.add(key);
        SECRETS.add(Base32.text(enrolled.get(0)));
        SECRETS.addAll(enrolled.subList(1, 11));
        return new Holder(key, id, enrolled.get(0), enrolled.subList(1, 11));
    }

    /** As an operator runs it, beside the gateway; what it says on the standard output. */
    private List<String> command(String name, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream rest = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(variables);
        int code = name.equals("totp")
                ? new TotpCommand(settings, CLOCK, lines, rest).run(List.of(words))
                : new KeysCommand(settings, CLOCK, lines, rest).run(List.of(words));
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private HttpResponse<String> login(String key, String code, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        String field = code == null ? "" : ",\"totp_code\":\"" + code + "\"";
        return post("/auth/login", "{\"api_key\":\"" + key + "\"" + field + "}", all);
    }

    private static String token(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String token = json(answer).path("session_token").asText();
        SECRETS.add(token);
        return token;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).at("/error/code").asText()).isEqualTo(code);
        SECRETS.forEach(secret -> assertThat(answer.body()).doesNotContain(secret));
    }

    /** What the gateway knows from memory it knows otherwise within seconds. */
    private static HttpResponse<String> until(int status, Supplier<HttpResponse<String>> request) {
        long end = System.nanoTime() + 30_000_000_000L;
        HttpResponse<String> answer = request.get();
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = request.get();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    @Test
    void anEnrolledKeyNeedsACodeAndEachCodeIsGoodOnce() {
        refused(get("/v1/models", "X-API-Key", alice.key()), 401, "totp_required");
        String code = alice.code(0);
        assertThat(get("/v1/models", "X-API-Key", alice.key(), CODE, code).statusCode())
                .isEqualTo(200);
        refused(get("/v1/models", "X-API-Key", alice.key(), CODE, code), 401, "invalid_totp");
        refused(get("/v1/models", "X-API-Key", "srk_live_nothing", CODE, alice.code(30)), 401, "invalid_api_key");
        assertThat(get("/v1/models", "Authorization", "Bearer " + alice.key(), CODE, alice.code(30))
                        .statusCode())
                .isEqualTo(200);
        refused(get("/v1/models", "X-API-Key", alice.key(), CODE, "1", CODE, "2"), 400, "conflicting_credentials");
    }

    @Test
    void b84CodesThatAreNoneAreRefusedAndTheSixthAttemptIsLocked() {
        for (String code : List.of("12345", "abcdef", "1234567", alice.code(90), "aaaaa-aaaaa")) {
            HttpResponse<String> wrong = get("/v1/models", "X-API-Key", alice.key(), CODE, code);
            refused(wrong, 401, "invalid_totp");
            assertThat(wrong.body()).contains("\"type\":\"authentication_error\"");
        }
        HttpResponse<String> locked = get("/v1/models", "X-API-Key", alice.key(), CODE, alice.code(0));
        refused(locked, 429, "totp_locked");
        assertThat(locked.headers().firstValue("Retry-After").map(Integer::parseInt))
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(890, 900));
        refused(login(alice.key(), alice.code(0)), 429, "totp_locked");
        CLOCK.forward(Duration.ofSeconds(901));
        assertThat(get("/v1/models", "X-API-Key", alice.key(), CODE, alice.code(0))
                        .statusCode())
                .isEqualTo(200);
    }

    /** They all come from one address here. */
    @Test
    void t18FiveFailuresFromAnAddressLockItWhosesoeverTheyAre() {
        for (int i = 0; i < 5; i++) {
            refused(login(holder().key(), "000"), 401, "invalid_totp");
        }
        refused(login(alice.key(), alice.code(0)), 429, "totp_locked");
    }

    @ParameterizedTest
    @CsvSource({"-600,401", "-91,401", "-31,200", "31,200", "91,401", "600,401"})
    void f25T18AClockMayBeOneStepOff(int skew, int status) {
        CLOCK.forward(Duration.ofSeconds(15 + 30 - Math.floorMod(CLOCK.instant().getEpochSecond(), 30)));
        HttpResponse<String> answer = get("/v1/models", "X-API-Key", alice.key(), CODE, alice.code(skew));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(status == 200 ? "\"list\"" : "invalid_totp");
    }

    @Test
    void t18OfTwoPostsAtOnceOneHasTheCode() {
        String code = alice.code(0);
        CompletableFuture<HttpResponse<String>> one = CompletableFuture.supplyAsync(() -> login(alice.key(), code));
        CompletableFuture<HttpResponse<String>> other = CompletableFuture.supplyAsync(() -> login(alice.key(), code));
        assertThat(List.of(one.join().statusCode(), other.join().statusCode())).containsExactlyInAnyOrder(200, 401);
        token(one.join().statusCode() == 200 ? one.join() : other.join());
    }

    @Test
    void b84ABackupCodeIsGoodOnce() {
        String code = alice.backupCodes().get(4);
        token(login(alice.key(), code));
        refused(login(alice.key(), code), 401, "invalid_totp");
        assertThat(get(
                                "/v1/models",
                                "X-API-Key",
                                alice.key(),
                                CODE,
                                alice.backupCodes().get(5))
                        .statusCode())
                .isEqualTo(200);
        List<String> others = command("totp", "codes", alice.id());
        SECRETS.addAll(others);
        refused(login(alice.key(), alice.backupCodes().get(6)), 401, "invalid_totp");
        token(login(alice.key(), others.get(6)));
    }

    @ParameterizedTest
    @CsvSource({"Authorization,'Bearer '", "X-API-Key,''", "api-key,''", "x-goog-api-key,''", "X-Session-Token,''"})
    void aSessionIsTakenWhereverAnSdkPutsItsKey(String header, String scheme) {
        HttpResponse<String> answer = login(alice.key(), alice.code(0));
        String token = token(answer);
        assertThat(SessionText.of(token)).isNotNull();
        JsonNode body = json(answer);
        assertThat(body.path("user").asText()).isEqualTo("alice@example.com");
        assertThat(body.path("email").asText()).isEqualTo("alice@example.com");
        assertThat(body.path("expires_in").asLong()).isBetween(43_199L, 43_200L);
        assertThat(Instant.parse(body.path("expires_at").asText()))
                .isBetween(CLOCK.instant().plusSeconds(43_199), CLOCK.instant().plusSeconds(43_200));
        assertThat(body).hasSize(5);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        HttpResponse<String> chat = post(
                "/v1/chat/completions",
                "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "Content-Type",
                "application/json",
                header,
                scheme + token);
        assertThat(chat.statusCode()).as(chat.body()).isEqualTo(200);
    }

    @Test
    void aSessionIsAKeysSecondFactorIfItIsThatKeys() {
        String token = token(login(alice.key(), alice.code(0)));
        Holder bob = holder();
        assertThat(get("/v1/models", "X-API-Key", alice.key(), SESSION, token).statusCode())
                .isEqualTo(200);
        refused(get("/v1/models", "X-API-Key", bob.key(), SESSION, token), 400, "conflicting_credentials");
        String other = token(login(bob.key(), bob.code(0)));
        refused(get("/v1/models", SESSION, token, SESSION, other), 400, "conflicting_credentials");
        refused(get("/v1/models", "Authorization", "Bearer " + token, SESSION, other), 400, "conflicting_credentials");
        refused(get("/v1/models", SESSION, "made up"), 401, "invalid_api_key");
        refused(get("/v1/models", SESSION, forged(token)), 401, "invalid_api_key");
    }

    /** A right id with a wrong secret: of another session, with the checksum of whoever has the source. */
    private static String forged(String token) {
        String body = token.substring(0, 22) + "0".repeat(43);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder checksum = new StringBuilder();
        for (long rest = crc.getValue(); checksum.length() < 6; rest /= 62) {
            checksum.insert(0, digits.charAt((int) (rest % 62)));
        }
        String forged = body + "_" + checksum;
        assertThat(SessionText.of(forged)).isNotNull();
        return forged;
    }

    @Test
    void t19ALoginEndsTheSessionThatIsShownWithIt() {
        String before = token(login(alice.key(), alice.code(0)));
        String after = token(login(alice.key(), alice.code(30), SESSION, before));
        refused(get("/v1/models", SESSION, before), 401, "invalid_api_key");
        assertThat(get("/v1/models", SESSION, after).statusCode()).isEqualTo(200);
        Holder bob = holder();
        token(login(bob.key(), bob.code(0), SESSION, after));
        assertThat(get("/v1/models", SESSION, after).statusCode())
                .as("nobody ends another one's")
                .isEqualTo(200);
    }

    @Test
    void t19ARefreshPutsAnotherTokenInItsPlaceThatEndsNoLater() {
        HttpResponse<String> login = login(alice.key(), alice.code(0));
        String before = token(login);
        CLOCK.forward(Duration.ofMinutes(20));
        HttpResponse<String> refreshed = post("/auth/refresh", null, "Authorization", "Bearer " + before);
        String after = token(refreshed);
        assertThat(after).isNotEqualTo(before);
        assertThat(json(refreshed).path("expires_at")).isEqualTo(json(login).path("expires_at"));
        assertThat(json(refreshed).path("expires_in").asLong()).isBetween(41_999L, 42_000L);
        refused(get("/v1/models", SESSION, before), 401, "invalid_api_key");
        refused(post("/auth/refresh", null, SESSION, before), 401, "invalid_api_key");
        assertThat(get("/v1/models", SESSION, after).statusCode()).isEqualTo(200);
    }

    @Test
    void t19ASessionThatIsNotUsedEndsAndOneThatIsUsedEndsToo() {
        String idle = token(login(alice.key(), alice.code(0)));
        CLOCK.forward(Duration.ofMinutes(31));
        refused(get("/v1/models", SESSION, idle), 401, "invalid_api_key");
        String used = token(login(alice.key(), alice.code(0)));
        for (int i = 0; i < 28; i++) {
            CLOCK.forward(Duration.ofMinutes(25));
            assertThat(get("/v1/models", SESSION, used).statusCode()).isEqualTo(200);
        }
        CLOCK.forward(Duration.ofMinutes(25));
        refused(get("/v1/models", SESSION, used), 401, "invalid_api_key");
    }

    @Test
    void sessionsAreListedAndEndedByTheirKeyAlone() {
        String token = token(login(alice.key(), alice.code(0), "User-Agent", "the test of sessions"));
        token(login(alice.key(), alice.code(30)));
        JsonNode sessions = json(get("/auth/sessions", SESSION, token)).path("sessions");
        assertThat(sessions).hasSize(2);
        String id = SessionText.of(token).id();
        for (JsonNode session : sessions) {
            boolean current = session.path("id").asText().equals(id);
            assertThat(session.path("is_current").asBoolean()).isEqualTo(current);
            assertThat(session.path("ip_address").asText()).isEqualTo("127.0.0.1");
            if (current) {
                assertThat(session.path("user_agent").asText()).isEqualTo("the test of sessions");
            }
            for (String time : List.of("created_at", "expires_at", "last_used_at")) {
                assertThat(Instant.parse(session.path(time).asText())).isNotNull();
            }
            assertThat(session).hasSize(7);
        }
        Holder bob = holder();
        String others = token(login(bob.key(), bob.code(0)));
        refused(send("DELETE", "/auth/sessions/" + id, null, SESSION, others), 404, "session_not_found");
        refused(send("DELETE", "/auth/sessions/nobody", null, SESSION, token), 404, "session_not_found");
        HttpResponse<String> ended = send("DELETE", "/auth/sessions/" + id, null, SESSION, token);
        assertThat(ended.body()).isEqualTo("{\"id\":\"" + id + "\",\"object\":\"session\",\"deleted\":true}");
        refused(get("/v1/models", SESSION, token), 401, "invalid_api_key");
        assertThat(post("/auth/logout", null, SESSION, others).statusCode()).isEqualTo(200);
        refused(get("/v1/models", SESSION, others), 401, "invalid_api_key");
        refused(post("/auth/logout", null, "X-API-Key", bob.key(), CODE, bob.code(30)), 401, "invalid_api_key");
    }

    @Test
    void whatALoginLacksIsSaid() {
        refused(login(alice.key(), null), 401, "totp_required");
        refused(login("srk_live_nothing", "123456"), 401, "invalid_api_key");
        String json = "application/json";
        HttpResponse<String> missing = post("/auth/login", "{\"totp_code\":\"1\"}", "Content-Type", json);
        refused(missing, 400, "missing_required_parameter");
        assertThat(missing.body()).contains("\"param\":\"api_key\"");
        refused(post("/auth/login", "{\"api_key\":1}", "Content-Type", json), 400, "invalid_type");
        refused(
                post("/auth/login", "{\"api_key\":\"a\",\"code\":\"1\"}", "Content-Type", json),
                400,
                "unknown_parameter");
        refused(post("/auth/login", "nothing", "Content-Type", json), 400, "invalid_json");
        refused(
                post("/auth/login", "{\"api_key\":\"a\",\"api_key\":\"b\"}", "Content-Type", json),
                400,
                "duplicate_key");
        refused(
                post("/auth/login", "{\"api_key\":\"" + "a".repeat(5_000) + "\"}", "Content-Type", json),
                413,
                "request_too_large");
        refused(post("/auth/login?api_key=a", "{\"api_key\":\"a\"}", "Content-Type", json), 400, "key_in_query");
        refused(get("/v1/models?session_token=a"), 400, "key_in_query");
        refused(get("/auth/login"), 405, "method_not_allowed");
        refused(get("/auth/sessions"), 401, "invalid_api_key");
        String bare = command("keys", "create", "--name", "bare").get(0);
        SECRETS.add(bare);
        refused(login(bare, "123456"), 401, "totp_required");
        assertThat(get("/v1/models", "X-API-Key", bare).statusCode())
                .as("without REQUIRE_2FA")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void t19AFormCantLogIn(String type) {
        refused(
                post(
                        "/auth/login",
                        "{\"api_key\":\"" + alice.key() + "\",\"totp_code\":\"" + alice.code(0) + "\"}",
                        "Content-Type",
                        type),
                415,
                "unsupported_content_type");
    }

    @Test
    void t19APageOfAnotherOriginCantLogIn() {
        String code = alice.code(0);
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            refused(login(alice.key(), code, "Origin", origin), 403, "origin_not_allowed");
        }
        String token = token(login(alice.key(), code, "Origin", "https://console.example"));
        refused(
                post("/auth/logout", null, SESSION, token, "Origin", "https://evil.example"),
                403,
                "origin_not_allowed");
        assertThat(post("/auth/logout", null, SESSION, token, "Origin", gateway.baseUrl())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatHappensToTheKeyHappensToItsSessions() {
        String token = token(login(alice.key(), alice.code(0)));
        command("keys", "disable", alice.id());
        refused(until(401, () -> get("/v1/models", SESSION, token)), 401, "invalid_api_key");
        command("keys", "enable", alice.id());
        until(200, () -> get("/v1/models", SESSION, token));
        command("totp", "disable", alice.id());
        until(401, () -> get("/v1/models", SESSION, token));
        until(200, () -> get("/v1/models", "X-API-Key", alice.key()));
        command("totp", "enrol", alice.id()).forEach(SECRETS::add);
        until(401, () -> get("/v1/models", "X-API-Key", alice.key()));
    }

    @Test
    void aKeyInPlaceOfAnotherHasItsSecondFactor() {
        String next = command("keys", "rotate", alice.id()).get(0);
        SECRETS.add(next);
        refused(get("/v1/models", "X-API-Key", next), 401, "totp_required");
        String code = alice.code(0);
        token(login(next, code));
        refused(login(alice.key(), code), 401, "invalid_totp");
    }

    @Test
    void aNativePathIsRefusedInItsOwnWords() {
        HttpResponse<String> bedrock = get("/providers/bedrock/foundation-models", "X-API-Key", alice.key());
        refused(bedrock, 401, "totp_required");
        assertThat(bedrock.headers().firstValue("x-amzn-errortype")).hasValue("AccessDeniedException");
    }
}
