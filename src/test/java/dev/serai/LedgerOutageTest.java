package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FreePorts;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P8, F27, F44: a real PostgreSQL that stops and comes back, and gateways of which one can't reach it. */
@Timeout(240)
class LedgerOutageTest {
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @TempDir
    Path folder;

    private final List<String> answered = new ArrayList<>();

    @Test
    @DisplayName("F27 the database stops: known keys go on, unknown ones get 503, the ledger catches up")
    void theDatabaseStopsAndComesBack() throws Exception {
        stopped(Duration.ZERO);
    }

    @Test
    @Tag("load")
    @DisplayName("F27 the same for a whole minute")
    void theDatabaseIsStoppedForAMinute() throws Exception {
        stopped(Duration.ofMinutes(1));
    }

    private void stopped(Duration atLeast) throws Exception {
        int port = FreePorts.next();
        EmbeddedPostgres database = database(port);
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            String url = database.getJdbcUrl("postgres", "postgres");
            Map<String, String> variables = variables(openai, url, "one");
            String known = key(variables, "alice");
            String unknown = key(variables, "bob");
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                LedgerRows rows = new LedgerRows(url);
                rows.await(answered(gateway, known));
                database.close();
                long end = System.nanoTime() + atLeast.toNanos();
                int asked = 0;
                while (asked++ < 30 || System.nanoTime() < end) {
                    answered(gateway, known);
                    if (asked % 10 == 0) {
                        HttpResponse<String> refused = chat(gateway, unknown);
                        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                        assertThat(refused.body()).contains("\"code\":\"auth_unavailable\"");
                    }
                }
                await(() -> gateway.get("/ready").body().contains("\"ledger\":{\"status\":\"behind\""));
                assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
                database = database(port);
                await(() -> chat(gateway, unknown).statusCode() == 200);
                rows.await(answered(gateway, known));
                assertBooked(rows);
                await(() -> gateway.get("/ready").body().contains("\"ledger\":{\"status\":\"ok\""));
            }
        } finally {
            database.close();
        }
    }

    @Test
    @DisplayName(
            "F44 of two gateways one is cut off: both serve whom they know, one alone can be told, the books come together")
    void oneOfTwoIsCutOff() throws Exception {
        String url = TestingPostgres.database();
        try (FakeOpenAi openai = FakeOpenAi.start();
                TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            Map<String, String> direct = variables(openai, url, "direct");
            Map<String, String> proxied =
                    variables(openai, url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()), "proxied");
            String staying = key(direct, "alice");
            String revoked = key(direct, "bob");
            try (RunningGateway one = RunningGateway.start(direct);
                    RunningGateway other = RunningGateway.start(proxied)) {
                answered(one, staying);
                answered(other, staying);
                answered(other, revoked);
                proxy.cut();
                String carol = "{\"name\":\"carol\"}";
                HttpResponse<String> unwritten = AdminClient.of(other).post("/admin/v1/keys", carol);
                assertThat(unwritten.statusCode()).as(unwritten.body()).isEqualTo(503);
                assertThat(AdminClient.of(one).post("/admin/v1/keys", carol).statusCode())
                        .isEqualTo(201);
                keys(direct, "disable", ApiKeyText.of(revoked).id());
                await(() -> chat(one, revoked).statusCode() == 401);
                for (int i = 0; i < 10; i++) {
                    answered(one, staying);
                    answered(other, staying);
                }
                await(() -> other.get("/ready").body().contains("\"status\":\"behind\""));
                assertThat(one.get("/ready").body()).contains("\"ledger\":{\"status\":\"ok\"");
                proxy.restore();
                await(() -> chat(other, revoked).statusCode() == 401);
                assertThat(AdminClient.of(other)
                                .get("/admin/v1/keys?name=carol")
                                .body()
                                .split("\"carol\"", -1))
                        .as("written once, by whoever could")
                        .hasSize(2);
                assertBooked(new LedgerRows(url));
            }
        }
    }

    /** Each once, and nobody else. */
    private void assertBooked(LedgerRows rows) throws InterruptedException {
        for (String id : answered) {
            rows.await(id);
        }
        assertThat(answered).doesNotHaveDuplicates();
    }

    private String answered(RunningGateway gateway, String key) {
        HttpResponse<String> answer = chat(gateway, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        answered.add(id);
        return id;
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(CHAT))
                .build());
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .start();
    }

    private Map<String, String> variables(FakeOpenAi openai, String url, String name) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", url + (url.contains("?") ? "&" : "?") + "password=a-password-canary-0123456789");
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("LEDGER_JOURNAL", folder.resolve(name).toString());
        variables.put("AUDIT_ENABLED", "false");
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        return variables;
    }

    private static String key(Map<String, String> variables, String name) {
        return keys(variables, "create", "--name", name);
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

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(50);
        }
    }
}
