package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Base32;
import dev.serai.auth.SessionText;
import dev.serai.auth.totp.Totp;
import dev.serai.config.Settings;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows T18 and T19 over two gateways that share PostgreSQL and ask every key for a second factor; and what they do without it. */
class SessionReplicasRoadTest {
    private static final String CODE = "X-TOTP-Code";
    private static final String SESSION = "X-Session-Token";

    /** The promise is five seconds; what is beyond a minute is no slow machine. */
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final MovableClock CLOCK = new MovableClock();
    private static TcpProxy proxy;
    private static Map<String, String> direct;
    private static RunningGateway one;
    private static RunningGateway other;

    private record Holder(String key, String id, String uri) {
        String code() {
            return Totp.code(Base32.seed(uri), Totp.step(CLOCK.instant()));
        }
    }

    private Holder alice;

    @BeforeAll
    static void start() {
        String url = TestingPostgres.database();
        proxy = TcpProxy.before(TestingPostgres.port());
        direct = variables(url);
        one = RunningGateway.start(variables(url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port())), CLOCK);
        other = RunningGateway.start(direct, CLOCK);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        proxy.close();
    }

    private static Map<String, String> variables(String url) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("REQUIRE_2FA", "true");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("AUDIT_ENABLED", "false");
        variables.put("HOST", "127.0.0.1");
        variables.put("API_KEY_CI", "static-key-of-ci-0123456789");
        variables.put("DATABASE_URL", url + "&password=secret-of-the-database");
        variables.put("KEY_PEPPER", "pepper-of-replicas-0123456789-abcdefghijkl");
        return variables;
    }

    @BeforeEach
    void enrol() {
        CLOCK.forward(Duration.ofMinutes(16));
        alice = holder();
    }

    private static Holder holder() {
        String key = command("keys", "create", "--name", "alice").get(0);
        String id = ApiKeyText.of(key).id();
        return new Holder(key, id, command("totp", "enrol", id).get(0));
    }

    private static List<String> command(String name, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream rest = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(direct);
        int code = name.equals("totp")
                ? new TotpCommand(settings, CLOCK, lines, rest).run(List.of(words))
                : new KeysCommand(settings, CLOCK, lines, rest).run(List.of(words));
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static HttpResponse<String> models(RunningGateway gateway, String... headers) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .headers(headers)
                .build());
    }

    private static HttpResponse<String> login(RunningGateway gateway, String key, String code) {
        return gateway.post("/auth/login", "{\"api_key\":\"" + key + "\",\"totp_code\":\"" + code + "\"}");
    }

    private static String token(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return new ObjectMapper()
                    .readTree(answer.body())
                    .path("session_token")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    private static void until(int status, Supplier<HttpResponse<String>> request) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = request.get();
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = request.get();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void t18ACodeThatWasUsedAtOneIsRefusedByTheOther() {
        String code = alice.code();
        assertThat(models(one, "X-API-Key", alice.key(), CODE, code).statusCode())
                .isEqualTo(200);
        refused(models(other, "X-API-Key", alice.key(), CODE, code), 401, "invalid_totp");
        refused(login(other, alice.key(), code), 401, "invalid_totp");
    }

    @Test
    void t18OfPostsToBothAtOnceOneHasTheCode() {
        String code = alice.code();
        List<CompletableFuture<HttpResponse<String>>> posts = Stream.of(one, other, one, other)
                .map(gateway -> CompletableFuture.supplyAsync(() -> login(gateway, alice.key(), code)))
                .toList();
        assertThat(posts.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsExactlyInAnyOrder(200, 401, 401, 401);
    }

    @Test
    void t18FailuresAtBothAreCountedTogether() {
        for (int i = 0; i < 5; i++) {
            refused(login(i % 2 == 0 ? one : other, alice.key(), "000"), 401, "invalid_totp");
        }
        refused(login(one, alice.key(), alice.code()), 429, "totp_locked");
        refused(login(other, alice.key(), alice.code()), 429, "totp_locked");
    }

    @Test
    void t19ASessionOfOneIsTheOthersTooAndEndsForBoth() {
        String token = token(login(one, alice.key(), alice.code()));
        assertThat(models(one, SESSION, token).statusCode()).isEqualTo(200);
        assertThat(models(other, SESSION, token).statusCode()).isEqualTo(200);
        HttpResponse<String> ended = one.send(HttpRequest.newBuilder(URI.create(one.baseUrl() + "/auth/sessions/"
                        + SessionText.of(token).id()))
                .header("Authorization", "Bearer " + token)
                .DELETE()
                .build());
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
        refused(models(one, SESSION, token), 401, "invalid_api_key");
        until(401, () -> models(other, SESSION, token));
    }

    @Test
    void t19ATokenThatWasRefreshedAtOneIsRefusedByTheOther() {
        String before = token(login(one, alice.key(), alice.code()));
        assertThat(models(other, SESSION, before).statusCode()).isEqualTo(200);
        String after = token(one.send(HttpRequest.newBuilder(URI.create(one.baseUrl() + "/auth/refresh"))
                .header(SESSION, before)
                .POST(BodyPublishers.noBody())
                .build()));
        assertThat(models(other, SESSION, after).statusCode()).isEqualTo(200);
        until(401, () -> models(other, SESSION, before));
    }

    @Test
    void everyKeyIsAskedAndOneOfTheConfigurationCantAnswer() {
        String bare = command("keys", "create", "--name", "bare").get(0);
        refused(models(one, "X-API-Key", bare), 401, "totp_required");
        refused(models(one, "X-API-Key", bare, CODE, "123456"), 401, "totp_required");
        refused(models(one, "X-API-Key", "static-key-of-ci-0123456789"), 401, "totp_required");
        assertThat(one.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutTheStoreKnownSessionsGoOnAndNobodyElseComesIn() {
        Holder bob = holder();
        String known = token(login(one, alice.key(), alice.code()));
        String unknown = token(login(other, bob.key(), bob.code()));
        assertThat(models(one, SESSION, known).statusCode()).isEqualTo(200);
        proxy.cut();
        try {
            assertThat(models(one, SESSION, known).statusCode()).isEqualTo(200);
            HttpResponse<String> away = models(one, SESSION, unknown);
            refused(away, 503, "auth_unavailable");
            assertThat(away.headers().firstValue("Retry-After")).isPresent();
            CLOCK.forward(Totp.STEP);
            refused(models(one, "X-API-Key", alice.key(), CODE, alice.code()), 503, "auth_unavailable");
            refused(login(one, alice.key(), alice.code()), 503, "auth_unavailable");
            assertThat(models(one, SESSION, known).statusCode()).isEqualTo(200);
        } finally {
            proxy.restore();
        }
        until(200, () -> models(one, SESSION, unknown));
        assertThat(models(one, "X-API-Key", alice.key(), CODE, alice.code()).statusCode())
                .as("a code that nobody could look at is not used up")
                .isEqualTo(200);
    }
}
