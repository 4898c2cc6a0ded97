package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.store.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/move-to-postgresql.md and docs/how-to/rotate-the-pepper.md promise, command by command. */
@Timeout(120)
class StoreCommandTest {
    private static final String OTHER_PEPPER = "another-pepper-0123456789-abcdefghijk";

    @TempDir
    Path folder;

    private String said = "";

    @Test
    void aGatewayMovesFromSqliteToPostgresql() throws Exception {
        String file = "jdbc:sqlite:" + folder.resolve("serai.db");
        String server = TestingPostgres.database();
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            Map<String, String> variables = new HashMap<>(openai.environment());
            variables.put("AUTH_ENABLED", "true");
            variables.put("HOST", "127.0.0.1");
            variables.put("DATABASE_URL", file);
            String key = created(variables, "alice");
            String request;
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                request = answered(gateway, key);
            }
            assertThat(run("store", variables, "copy", "--to", server)).as(said).isZero();
            assertThat(said).contains("api_keys 1\n", "ledger 1\n", "audit_head 1\n");

            variables.put("DATABASE_URL", server);
            variables.put(
                    "KEY_PEPPER",
                    Files.readString(folder.resolve("serai.pepper")).strip());
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                String later = answered(gateway, key);
                new LedgerRows(server).await(later);
            }
            Map<String, Object> row = new LedgerRows(server).await(request);
            assertThat(LedgerRows.flag(row, "stream")).isFalse();
            assertThat(LedgerRows.number(row, "cost_nano_usd")).isPositive();
            assertThat(run("audit", variables, "verify")).as(said).isZero();
            assertThat(run("keys", variables, "disable", ApiKeyText.of(key).id()))
                    .as(said)
                    .isZero();

            variables.put("DATABASE_URL", file);
            assertThat(run("store", variables, "copy", "--to", server)).isEqualTo(1);
            assertThat(said).contains("is not empty").doesNotContain("password");
        }
    }

    @Test
    void whatCantBeUnderstoodIsSaid() {
        Map<String, String> variables = Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        assertThat(run("store", variables)).isEqualTo(64);
        assertThat(run("store", variables, "copy")).isEqualTo(64);
        assertThat(said).contains("--to is another database");
        assertThat(run("store", variables, "copy", "--to", "mysql://here")).isEqualTo(64);
        assertThat(run("store", variables, "copy", "--to", "jdbc:postgresql://serai:canary@db/serai"))
                .isEqualTo(64);
        assertThat(said).contains("--to has an @ before its parameters").doesNotContain("canary");
        assertThat(run("store", variables, "copy", "--to", "jdbc:postgresql://127.0.0.1:1/x?password=canary"))
                .isEqualTo(1);
        assertThat(said).doesNotContain("canary");
    }

    @Test
    void thePepperIsRotatedWhileKeysGoOn() throws Exception {
        String database = "jdbc:sqlite:" + folder.resolve("serai.db");
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            Map<String, String> variables = new HashMap<>(openai.environment());
            variables.put("AUTH_ENABLED", "true");
            variables.put("HOST", "127.0.0.1");
            variables.put("DATABASE_URL", database);
            String old = created(variables, "alice");
            String pepper = Files.readString(folder.resolve("serai.pepper")).strip();

            variables.put("KEY_PEPPER", "2:" + OTHER_PEPPER + ",1:" + pepper);
            String fresh;
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                answered(gateway, old);
                run("keys", variables, "rotate", ApiKeyText.of(old).id(), "--overlap", "1h");
                fresh = key();
                answered(gateway, fresh);
                answered(gateway, old);
            }
            assertThat(versions(database)).containsExactly("1=1", "2=1");
            assertThat(run(
                            "audit",
                            variables,
                            "archive",
                            "--before",
                            "0d",
                            "--to",
                            folder.resolve("old.jsonl").toString()))
                    .as(said)
                    .isZero();
            run("keys", variables, "delete", ApiKeyText.of(old).id());
            assertThat(versions(database)).containsExactly("2=1");

            variables.put("KEY_PEPPER", "2:" + OTHER_PEPPER);
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                answered(gateway, fresh);
                assertThat(chat(gateway, old).statusCode()).isEqualTo(401);
            }
            assertThat(run("audit", variables, "verify")).as(said).isZero();
        }
    }

    private static List<String> versions(String database) {
        return new LedgerRows(database)
                        .query(
                                "SELECT pepper_version, COUNT(*) AS keys FROM api_keys GROUP BY pepper_version ORDER BY 1")
                        .stream()
                        .map(row -> row.get("pepper_version") + "=" + row.get("keys"))
                        .toList();
    }

    private String created(Map<String, String> variables, String name) {
        assertThat(run("keys", variables, "create", "--name", name)).as(said).isZero();
        return key();
    }

    private String key() {
        return said.lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElseThrow();
    }

    private int run(String command, Map<String, String> variables, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(variables);
        int code =
                switch (command) {
                    case "store" -> new StoreCommand(settings, lines, lines).run(List.of(words));
                    case "audit" -> new AuditCommand(settings, Clock.systemUTC(), lines, lines).run(List.of(words));
                    default -> new KeysCommand(settings, Clock.systemUTC(), lines, lines).run(List.of(words));
                };
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private static String answered(RunningGateway gateway, String key) {
        HttpResponse<String> answer = chat(gateway, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build());
    }
}
