package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows T15, T16, P8, P9, F26 and F27: gateways that share PostgreSQL, and what they do without it. */
class KeyReplicasRoadTest {
    private static final String PEPPER = "pepper-canary-0123456789-abcdefghijkl";
    private static final String PASSWORD = "database-password-canary-0123456789";
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static Map<String, String> variables(String url) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("AUDIT_ENABLED", "false");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", url + "&password=" + PASSWORD);
        variables.put("KEY_PEPPER", PEPPER);
        return variables;
    }

    private static String keys(Map<String, String> variables, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new KeysCommand(Settings.only(variables), Clock.systemUTC(), lines, lines).run(List.of(words)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
    }

    private static HttpResponse<String> models(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .header("Authorization", "Bearer " + key)
                .build());
    }

    private static void until(int status, Supplier<HttpResponse<String>> request) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = request.get();
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = request.get();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static String through(TcpProxy proxy, String url) {
        return url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port());
    }

    @Test
    @DisplayName("T16, P9: what is revoked by one replica is refused by all")
    void whatIsRevokedByOneIsRefusedByAll() {
        Map<String, String> variables = variables(TestingPostgres.database());
        EverythingLogged log = new EverythingLogged();
        List<String> secrets = new ArrayList<>(List.of(PEPPER, PASSWORD));
        log.begin();
        try {
            String key = keys(variables, "create", "--name", "alice");
            String id = ApiKeyText.of(key).id();
            secrets.add(key);
            try (RunningGateway one = RunningGateway.start(variables);
                    RunningGateway other = RunningGateway.start(variables)) {
                assertThat(models(one, key).statusCode()).isEqualTo(200);
                assertThat(models(other, key).statusCode()).isEqualTo(200);
                keys(variables, "disable", id);
                until(401, () -> models(one, key));
                until(401, () -> models(other, key));
                keys(variables, "enable", id);
                until(200, () -> models(other, key));
                String later = keys(variables, "create", "--name", "bob");
                secrets.add(later);
                assertThat(models(one, later).statusCode()).isEqualTo(200);
                keys(variables, "delete", ApiKeyText.of(later).id());
                until(401, () -> models(one, later));
            }
        } finally {
            log.end();
        }
        log.assertHolds(secrets);
    }

    @Test
    @DisplayName("P8, F27: without the store known keys go on, and unknown ones are 503")
    void withoutTheStoreKnownKeysGoOnAndUnknownOnesAreNotKnown() {
        String url = TestingPostgres.database();
        Map<String, String> direct = variables(url);
        String known = keys(direct, "create", "--name", "alice");
        String unknown = keys(direct, "create", "--name", "bob");
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port());
                RunningGateway gateway = RunningGateway.start(variables(through(proxy, url)))) {
            assertThat(models(gateway, known).statusCode()).isEqualTo(200);
            proxy.cut();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> away = models(gateway, unknown);
                assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
                assertThat(away.body()).contains("\"code\":\"auth_unavailable\"");
                assertThat(away.headers().firstValue("Retry-After")).isPresent();
                assertThat(models(gateway, known).statusCode()).isEqualTo(200);
            }
            assertThat(models(gateway, known.substring(0, 71) + (known.charAt(71) == 'x' ? "y" : "x"))
                            .statusCode())
                    .as("a typo needs no store")
                    .isEqualTo(401);
            assertThat(gateway.get("/ready").statusCode())
                    .as("taking it out of service would help nobody")
                    .isEqualTo(200);
            keys(direct, "disable", ApiKeyText.of(known).id());
            proxy.restore();
            until(200, () -> models(gateway, unknown));
            until(401, () -> models(gateway, known));
        }
    }

    @Test
    @DisplayName("F26: a gateway starts without the store, not ready but alive, and serves when it comes")
    void aGatewayStartsWithoutTheStoreAndServesWhenItComes() {
        String url = TestingPostgres.database();
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            proxy.cut();
            Map<String, String> variables = variables(through(proxy, url));
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                HttpResponse<String> ready = gateway.get("/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("no_keys");
                assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
                proxy.restore();
                until(200, () -> gateway.get("/ready"));
                String key = keys(variables, "create", "--name", "alice");
                until(200, () -> models(gateway, key));
            }
        }
    }

    @Test
    @DisplayName("T15: with another pepper no key is good, with both all are")
    void withAnotherPepperNoKeyIsGood() {
        Map<String, String> variables = variables(TestingPostgres.database());
        String key = keys(variables, "create", "--name", "alice");
        String fresh = "another-pepper-0123456789-abcdefghijk";
        variables.put("KEY_PEPPER", fresh);
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            assertThat(models(gateway, key).statusCode()).isEqualTo(401);
        }
        variables.put("KEY_PEPPER", "2:" + fresh + ",1:" + PEPPER);
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            assertThat(models(gateway, key).statusCode()).isEqualTo(200);
            String later = keys(variables, "create", "--name", "bob");
            until(200, () -> models(gateway, later));
        }
    }
}
