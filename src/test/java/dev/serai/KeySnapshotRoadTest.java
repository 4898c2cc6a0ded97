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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F26: gateways that start while their PostgreSQL is away, with the keys that the one before knew. */
@Timeout(240)
class KeySnapshotRoadTest {
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String PEPPER = "pepper-canary-0123456789-abcdefghijkl";
    private static final String PASSWORD = "database-password-canary-0123456789";
    private static final long LONGEST_NANOS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final FakeOpenAi openai = FakeOpenAi.start();
    private final EverythingLogged log = new EverythingLogged();
    private final List<String> secrets = new ArrayList<>(List.of(PEPPER, PASSWORD));

    @BeforeEach
    void listen() {
        log.begin();
    }

    @AfterEach
    void close() {
        log.end();
        openai.close();
        log.assertHolds(secrets);
    }

    private Map<String, String> variables(String url) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", url + (url.contains("?") ? "&" : "?") + "password=" + PASSWORD);
        variables.put("KEY_PEPPER", PEPPER);
        variables.put("LEDGER_JOURNAL", folder.resolve("journal").toString());
        return variables;
    }

    private Path snapshot() {
        return folder.resolve("journal/keys.snapshot");
    }

    private String key(Map<String, String> variables, String name, String... more) {
        List<String> words = new ArrayList<>(List.of("create", "--name", name));
        words.addAll(List.of(more));
        String key = keys(variables, words);
        secrets.add(key);
        return key;
    }

    private static String keys(Map<String, String> variables, List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new KeysCommand(Settings.only(variables), Clock.systemUTC(), lines, lines).run(words))
                .isZero();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(CHAT))
                .build());
    }

    private static void assertServed(RunningGateway gateway, String key) {
        HttpResponse<String> answer = chat(gateway, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void assertUnavailable(RunningGateway gateway, String key, String code) {
        HttpResponse<String> answer = chat(gateway, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static void until(int status, RunningGateway gateway, String key) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = chat(gateway, key);
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = chat(gateway, key);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static void assertNotReadyButAlive(RunningGateway gateway) {
        assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);
        assertThat(gateway.get("/ready").body()).contains("\"status\":\"no_keys\"");
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .start();
    }

    @Test
    @DisplayName("F26: with PostgreSQL stopped, a gateway serves the keys that the one before served, and no others")
    void aGatewayStartsWithoutPostgresql() throws IOException {
        int port = FreePorts.next();
        EmbeddedPostgres database = database(port);
        try {
            String url = database.getJdbcUrl("postgres", "postgres");
            Map<String, String> variables = variables(url);
            String known = key(variables, "alice", "--metadata", "desk=metadata-canary-0123456789");
            String unknown = key(variables, "bob");
            String budgeted = key(variables, "carol", "--budget", "10/day");
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertServed(gateway, known);
                assertServed(gateway, budgeted);
            }
            database.close();
            Canaries plain = new Canaries(Stream.concat(
                            secrets.stream(),
                            Stream.of(ApiKeyText.of(known).id(), "alice", "metadata-canary-0123456789"))
                    .toList());
            assertThat(plain.in(Files.readString(snapshot(), StandardCharsets.ISO_8859_1)))
                    .isNull();
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
                for (int i = 0; i < 3; i++) {
                    assertServed(gateway, known);
                    assertUnavailable(gateway, unknown, "auth_unavailable");
                }
                assertUnavailable(gateway, budgeted, "budget_unavailable");
                database = database(port);
                until(200, gateway, unknown);
                until(200, gateway, budgeted);
                assertServed(gateway, known);
            }
        } finally {
            database.close();
        }
    }

    @Test
    @DisplayName("F26: what was taken back while a gateway could not know is refused when the store is back")
    void whatWasTakenBackIsRefusedWhenTheStoreIsBack() throws Exception {
        String url = TestingPostgres.database();
        Map<String, String> direct = variables(url);
        String taken = key(direct, "alice");
        String kept = key(direct, "bob");
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            Map<String, String> variables = variables(url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()));
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertServed(gateway, taken);
                assertServed(gateway, kept);
            }
            proxy.cut();
            keys(direct, List.of("delete", ApiKeyText.of(taken).id()));
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                log.awaitLine("dev.serai.auth.ChangeFeed", "2 keys are known by the snapshot");
                assertServed(gateway, taken);
                assertServed(gateway, kept);
                proxy.restore();
                until(401, gateway, taken);
                assertServed(gateway, kept);
            }
            proxy.cut();
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertUnavailable(gateway, taken, "auth_unavailable");
                assertServed(gateway, kept);
            }
        }
    }

    @Test
    @DisplayName("F26: a snapshot that is too old, was changed or is not wanted is none: not ready, but alive")
    void aSnapshotThatIsOfNoUse() throws Exception {
        MovableClock clock = new MovableClock();
        String url = TestingPostgres.database();
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            Map<String, String> variables = variables(url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()));
            String known = key(variables, "alice");
            try (RunningGateway gateway = RunningGateway.start(variables, clock)) {
                assertServed(gateway, known);
            }
            proxy.cut();
            clock.forward(Duration.ofMinutes(16));
            try (RunningGateway gateway = RunningGateway.start(variables, clock)) {
                log.awaitLine("dev.serai.auth.ChangeFeed", "keys go on for 15 minutes");
                assertNotReadyButAlive(gateway);
                assertUnavailable(gateway, known, "auth_unavailable");
            }
            clock.forward(Duration.ofMinutes(-15));
            String whole = Files.readString(snapshot());
            Files.writeString(snapshot(), whole.replaceFirst("\n.", "\n!"));
            try (RunningGateway gateway = RunningGateway.start(variables, clock)) {
                log.awaitLine("dev.serai.auth.ChangeFeed", "somebody has changed it");
                assertNotReadyButAlive(gateway);
                assertUnavailable(gateway, known, "auth_unavailable");
            }
            Files.writeString(snapshot(), whole);
            variables.put("KEY_SNAPSHOT_FILE", "off");
            try (RunningGateway gateway = RunningGateway.start(variables, clock)) {
                assertNotReadyButAlive(gateway);
                assertUnavailable(gateway, known, "auth_unavailable");
            }
            variables.remove("KEY_SNAPSHOT_FILE");
            try (RunningGateway gateway = RunningGateway.start(variables, clock)) {
                assertServed(gateway, known);
            }
        }
    }

    @Test
    @DisplayName("F26: beside a file of SQLite there is no snapshot")
    void besideAFileThereIsNone() throws IOException {
        Map<String, String> variables = variables("jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("KEY_SNAPSHOT_FILE", folder.resolve("keys.snapshot").toString());
        String key = key(variables, "alice");
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            assertServed(gateway, key);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("keys.snapshot");
        }
    }
}
