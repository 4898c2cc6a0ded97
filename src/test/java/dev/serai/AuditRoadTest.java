package dev.serai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.store.TestingPostgres;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows T31, P19 and F29 over HTTP: who came, who was refused, what was changed, and no secret among it. */
class AuditRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;
    private static final String OF_VARIABLE = "static-key-canary-0123456789";
    private static final String PEPPER = "pepper-canary-of-the-audit-0123456789-abcdef";
    /** Where it may be elsewhere: in a key's metadata, in a mistake of the mapping. */
    private static final String MISPLACED = "misplaced-canary-0123456789";

    private static final String PROMPT = "prompt-canary-0123456789";

    @TempDir
    static Path folder;

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final List<String> SECRETS = new ArrayList<>(List.of(OF_VARIABLE, PEPPER, PROMPT, OPENAI.key()));
    private static RunningGateway gateway;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        LOG.begin();
        Path mapping = folder.resolve("model-mapping.yaml");
        Files.writeString(mapping, MAPPING);
        VARIABLES.putAll(OPENAI.environment());
        VARIABLES.put("MODEL_MAPPING_CONFIG", mapping.toString());
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        VARIABLES.put("KEY_PEPPER", PEPPER);
        VARIABLES.put("API_KEY_CI", OF_VARIABLE);
        key = created("--name", "alice", "--team", "research", "--models", "at-openai");
        gateway = RunningGateway.start(VARIABLES);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            String head = audit("head").strip();
            gateway.close();
            assertThat(audit("verify", "--head", head)).startsWith("intact: ");
            assertNoSecretInAnyFile();
            LOG.awaitLine("serai.audit", "audit head");
            LOG.assertHolds(List.of(PEPPER, PROMPT, OF_VARIABLE));
        } finally {
            LOG.end();
            OPENAI.close();
        }
    }

    /** The canary: of the database, its log, the journals and what is exported. */
    private static void assertNoSecretInAnyFile() throws IOException {
        String exported = audit("export");
        assertThat(exported).doesNotContain(MISPLACED);
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).isNotEmpty();
        for (String secret : SECRETS) {
            assertThat(exported).doesNotContain(secret);
            for (Path file : files) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }

    private static String created(String... options) {
        List<String> words = new ArrayList<>(List.of("create"));
        words.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new KeysCommand(Settings.only(VARIABLES), Clock.systemUTC(), lines, lines).run(words))
                .isZero();
        String text = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElseThrow();
        SECRETS.add(text);
        SECRETS.add(text.substring(22, 65));
        return text;
    }

    private static String audit(String... words) {
        return audit(VARIABLES, words);
    }

    private static String audit(Map<String, String> variables, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream asides = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        new AuditCommand(Settings.only(variables), Clock.systemUTC(), lines, asides).run(List.of(words));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String id(String text) {
        return ApiKeyText.of(text).id();
    }

    private static HttpResponse<String> chat(RunningGateway at, String model, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"" + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}],\"max_tokens\":100}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return at.send(request.build());
    }

    /** Waits for a row: it comes within a second or two. */
    private static JsonNode await(Predicate<JsonNode> wanted) throws Exception {
        for (int looks = 0; looks < 200; looks++) {
            for (String line : audit("export", "--from", "1h").lines().toList()) {
                JsonNode row = JSON.readTree(line);
                if (wanted.test(row)) {
                    return row;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("there is no such row in\n" + audit("export"));
    }

    private static boolean is(JsonNode row, String action, String actor) {
        return row.path("action").asText().equals(action)
                && row.path("actor").asText().equals(actor);
    }

    @Test
    void whoComesInIsThereThoughTheRequestIsNotRead() throws Exception {
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                        .header("X-API-Key", key)
                        .header("X-Request-ID", "unread-1")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("a stolen key is tried like this"))
                        .build());
        assertThat(answer.statusCode()).isEqualTo(415);
        await(each -> is(each, "authentication.accepted", "key:" + id(key))
                && each.toString().contains("\"unread-1\""));
    }

    @Test
    void whoComesInIsThereWithTheRequest() throws Exception {
        OPENAI.enqueue(OPENAI.text("Hello"));
        HttpResponse<String> answer = chat(gateway, "at-openai", "X-API-Key", key, "X-Request-ID", "audited-1");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode row = await(each -> is(each, "authentication.accepted", "key:" + id(key))
                && (each.path("request_id").asText().equals("audited-1")
                        || each.path("details").path("requests").toString().contains("\"audited-1\"")));
        assertThat(row.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(row.path("details").path("name").asText()).isEqualTo("alice");
        assertThat(row.path("schema").asText()).isEqualTo("serai.audit/1");
        assertThat(row.path("host").asText()).isNotEmpty();
    }

    @Test
    void aHundredRequestsAreAFewRowsAndEachIsThere() throws Exception {
        for (int i = 0; i < 120; i++) {
            gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                    .header("X-API-Key", OF_VARIABLE)
                    .header("X-Request-ID", "many-" + i)
                    .build());
        }
        await(each -> each.toString().contains("\"many-119\""));
        List<String> requests = new ArrayList<>();
        long times = 0;
        int rows = 0;
        for (String line : audit("export").lines().toList()) {
            JsonNode row = JSON.readTree(line);
            if (is(row, "authentication.accepted", "key:static:ci")) {
                rows++;
                times += row.path("times").asLong();
                JsonNode all = row.path("details").path("requests");
                if (all.isMissingNode()) {
                    requests.add(row.path("request_id").asText());
                }
                all.forEach(each -> requests.add(each.asText()));
            }
        }
        assertThat(requests).hasSize(120).doesNotHaveDuplicates();
        assertThat(times).isEqualTo(120);
        assertThat(rows).isLessThan(60);
    }

    @Test
    void whoIsRefusedIsThereWithTheReason() throws Exception {
        String gone = created("--name", "mallory");
        new KeysCommand(Settings.only(VARIABLES), Clock.systemUTC(), discard(), discard())
                .run(List.of("disable", id(gone)));
        assertThat(chat(gateway, "at-openai", "X-API-Key", gone).statusCode()).isEqualTo(401);
        JsonNode row = await(each -> is(each, "authentication.refused", "nobody")
                && each.path("details").path("claimed_key").asText().equals(id(gone)));
        assertThat(row.path("details").path("code").asText()).isEqualTo("invalid_api_key");
        assertThat(row.path("details").path("reason").asText()).contains("switched off");
        JsonNode disabled = await(each -> each.path("action").asText().equals("key.disabled")
                && each.path("target").asText().equals("key:" + id(gone)));
        assertThat(disabled.path("actor").asText()).startsWith("command-line:");
    }

    @Test
    void whoComesFromElsewhereIsNotLetIn() throws Exception {
        String elsewhere = created("--name", "trudy", "--ip", "10.0.0.0/8");
        assertThat(chat(gateway, "at-openai", "X-API-Key", elsewhere).statusCode())
                .isEqualTo(403);
        JsonNode row = await(each -> is(each, "authentication.refused", "nobody")
                && each.path("details").path("claimed_key").asText().equals(id(elsewhere)));
        assertThat(row.path("details").path("code").asText()).isEqualTo("ip_not_allowed");
    }

    @Test
    void whoMayNotIsThereToo() throws Exception {
        assertThat(chat(gateway, "at-azure", "X-API-Key", key, "X-Request-ID", "may-not-1")
                        .statusCode())
                .isIn(403, 404);
        String narrow = created("--name", "narrow", "--models", "other-*");
        assertThat(chat(gateway, "at-openai", "X-API-Key", narrow).statusCode()).isEqualTo(403);
        JsonNode row = await(each -> is(each, "request.refused", "key:" + id(narrow)));
        assertThat(row.path("details").path("code").asText()).isEqualTo("model_not_allowed");
        assertThat(row.path("details").path("model").asText()).isEqualTo("at-openai");
        assertThat(row.path("address").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void aMadeKeyIsThereWithWhatItMay() throws Exception {
        String made =
                created("--name", "made", "--team", "blue", "--models", "gpt-*", "--metadata", "note=" + MISPLACED);
        JsonNode row = await(each -> each.path("action").asText().equals("key.created")
                && each.path("target").asText().equals("key:" + id(made)));
        assertThat(row.path("details").path("team").asText()).isEqualTo("blue");
        assertThat(row.path("details").path("models").asText()).isEqualTo("gpt-*");
    }

    @Test
    void aReloadIsThereWhetherItWasTakenOrNot() throws Exception {
        Path mapping = Path.of(VARIABLES.get("MODEL_MAPPING_CONFIG"));
        Files.writeString(mapping, MAPPING.replace("default_provider: openai", "default_provider: opnai-" + MISPLACED));
        JsonNode refused = await(each -> each.path("action").asText().equals("configuration.refused"));
        assertThat(refused.path("target").asText()).isEqualTo("configuration:mapping");
        assertThat(refused.path("details").path("problems").asInt()).isPositive();
        assertThat(refused.path("details").path("places").asText()).contains("model-mapping.yaml:");
        Files.writeString(mapping, MAPPING);
        await(each -> each.path("action").asText().equals("configuration.reloaded"));
    }

    @Test
    void metricsAndReadinessTellOfIt() throws Exception {
        await(each -> each.path("action").asText().equals("gateway.started"));
        HttpResponse<String> metrics = gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                .header("X-API-Key", OF_VARIABLE)
                .build());
        assertThat(metrics.body())
                .contains("ai_proxy_audit_intact 1.0", "ai_proxy_audit_head_seq ", "ai_proxy_audit_head_check ");
        HttpResponse<String> ready = gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/ready")).build());
        assertThat(ready.body()).contains("\"audit\":{\"status\":\"ok\",\"intact\":true}");
    }

    @Test
    void aCutOrChangedChainIsSaidByTheCommand() throws Exception {
        Map<String, String> other = new HashMap<>(VARIABLES);
        String url = "jdbc:sqlite:" + folder.resolve("other/serai.db");
        other.put("DATABASE_URL", url);
        for (int i = 0; i < 3; i++) {
            new KeysCommand(Settings.only(other), Clock.systemUTC(), discard(), discard())
                    .run(List.of("create", "--name", "key" + i));
        }
        String head = audit(other, "head").strip();
        assertThat(audit(other, "verify", "--head", head)).isEqualTo("intact: 3 rows, head " + head + "\n");
        change(url, "DROP TRIGGER audit_loses_no_rows", "DELETE FROM audit WHERE seq = 3");
        assertThat(audit(other, "verify")).startsWith("BROKEN").contains("- row 3 is missing, the last");
        change(
                url,
                "DROP TRIGGER audit_head_goes_on",
                "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)");
        assertThat(audit(other, "verify")).startsWith("intact: 2 rows");
        assertThat(audit(other, "verify", "--head", head)).contains("- the exported head " + head);
    }

    @Test
    void archivedRowsAreInTheFileAndTheRestStaysIntact() throws Exception {
        Map<String, String> other = new HashMap<>(VARIABLES);
        other.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("archived/serai.db"));
        new KeysCommand(Settings.only(other), Clock.systemUTC(), discard(), discard())
                .run(List.of("create", "--name", "old"));
        Path file = folder.resolve("archive.jsonl");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(1));
        assertThat(new AuditCommand(Settings.only(other), later, discard(), discard())
                        .run(List.of("archive", "--before", "0s", "--to", file.toString())))
                .isZero();
        assertThat(Files.readAllLines(file)).singleElement().asString().contains("\"key.created\"", "\"seq\":1,");
        assertThat(audit(other, "verify")).startsWith("intact: 1 rows");
        assertThat(audit(other, "export")).contains("audit.archived").doesNotContain("key.created");
    }

    @Test
    void aRoleThatMayNotDeleteArchivesNothingAndSaysSo() throws Exception {
        Map<String, String> other = new HashMap<>(VARIABLES);
        String url = TestingPostgres.database();
        other.put("DATABASE_URL", url);
        new KeysCommand(Settings.only(other), Clock.systemUTC(), discard(), discard())
                .run(List.of("create", "--name", "old"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE archivist LOGIN");
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO archivist");
            statement.execute("REVOKE UPDATE, DELETE ON audit FROM archivist");
        }
        other.put("DATABASE_URL", url.replaceAll("user=\\w+", "user=archivist"));
        Path file = folder.resolve("refused.jsonl");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(1));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(new AuditCommand(Settings.only(other), later, discard(), new PrintStream(said, true, UTF_8))
                        .run(List.of("archive", "--before", "0s", "--to", file.toString())))
                .isOne();
        assertThat(said.toString(UTF_8).lines()).singleElement().asString().contains("DELETE", "nothing was archived");
        assertThat(file).doesNotExist();
        assertThat(WholeDatabase.of(url)).contains("key.created").doesNotContain("audit.archived");
        assertThat(audit(other, "verify")).startsWith("intact: 1 rows");
    }

    @Test
    void ofTwoWhoArchiveAtTheSameTimeOneDoes() throws Exception {
        Map<String, String> other = new HashMap<>(VARIABLES);
        String url = TestingPostgres.database();
        other.put("DATABASE_URL", url);
        KeysCommand keys = new KeysCommand(Settings.only(other), Clock.systemUTC(), discard(), discard());
        keys.run(List.of("create", "--name", "old"));
        keys.run(List.of("create", "--name", "older"));
        Path file = folder.resolve("too-late.jsonl");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(1));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE audit_head SET archived_seq = 1,"
                    + " archived_hash = (SELECT hash FROM audit WHERE seq = 1)");
            Future<Integer> tooLate = thread.submit(
                    () -> new AuditCommand(Settings.only(other), later, discard(), new PrintStream(said, true, UTF_8))
                            .run(List.of("archive", "--before", "0s", "--to", file.toString())));
            TestingPostgres.awaitWaiting(url, 1);
            connection.commit();
            assertThat(tooLate.get()).isOne();
        } finally {
            thread.shutdown();
        }
        assertThat(said.toString(UTF_8).lines()).singleElement().asString().contains("Somebody else has archived");
        assertThat(file).doesNotExist();
        assertThat(WholeDatabase.of(url)).doesNotContain("audit.archived");
    }

    @Test
    void aJournalThatMayNotGrowTakesNoRequestsUnlessItWasChosen() {
        Map<String, String> away = new HashMap<>(VARIABLES);
        away.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none?user=u");
        away.put("LEDGER_ENABLED", "false");
        away.put("AUDIT_JOURNAL", folder.resolve("away").toString());
        away.put("AUDIT_JOURNAL_LIMIT", "10");
        try (RunningGateway full = RunningGateway.start(away)) {
            HttpResponse<String> answer = chat(full, "at-openai", "X-API-Key", OF_VARIABLE);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"overloaded\"");
            HttpResponse<String> ready = full.send(HttpRequest.newBuilder(URI.create(full.baseUrl() + "/ready"))
                    .build());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"audit_full\"");
        }
        away.put("AUDIT_ON_FULL", "allow");
        OPENAI.enqueue(OPENAI.text("Hello"));
        try (RunningGateway allowing = RunningGateway.start(away)) {
            assertThat(chat(allowing, "at-openai", "X-API-Key", OF_VARIABLE).statusCode())
                    .isEqualTo(200);
        }
    }

    private static PrintStream discard() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static void change(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
