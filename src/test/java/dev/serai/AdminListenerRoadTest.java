package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.Settings;
import dev.serai.fakes.CertificateAuthority;
import dev.serai.http.AdminStep;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Rows T22, T23 and B87: where the admin API is reached, and who gets in. */
class AdminListenerRoadTest {
    @TempDir
    static Path folder;

    /** With authentication and a port of its own. */
    private static RunningGateway apart;

    /** With neither. */
    private static RunningGateway together;

    @BeforeAll
    static void start() {
        apart = RunningGateway.start(variables("apart", Map.of("AUTH_ENABLED", "true", "ADMIN_PORT", "0")));
        together = RunningGateway.start(variables("together", Map.of()));
    }

    @AfterAll
    static void stop() {
        apart.close();
        together.close();
    }

    private static Map<String, String> variables(String name, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.putIfAbsent("ADMIN_API_KEY", AdminClient.KEY);
        variables.put("HOST", "127.0.0.1");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve(name).resolve("serai.db"));
        return variables;
    }

    /** Keys are changed here as well, and nobody but the admin API looks after the store. */
    @Test
    @Timeout(60)
    void whatIsLongOverGoesWhereNoKeyComesIn() throws Exception {
        Map<String, String> variables = variables("tidied", Map.of());
        try (Store store = Store.open(StoreAddress.ofFile(folder.resolve("tidied/serai.db")))) {
            store.prepare();
            store.write(statements ->
                    statements.update("INSERT INTO key_changes (version, key_id, changed_at) VALUES (-1, 'old', 0)"));
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                String key = AdminClient.of(gateway)
                        .create("{\"name\":\"alice\"}")
                        .path("id")
                        .asText();
                while (changed(store).contains("old")) {
                    Thread.sleep(50);
                }
                assertThat(changed(store)).containsOnly(key);
            }
        }
    }

    private static List<String> changed(Store store) {
        return store.read(statements -> statements.query("SELECT key_id FROM key_changes", row -> row.getString(1)));
    }

    private static HttpResponse<String> at(int port, String method, String path) {
        return apart.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + AdminClient.KEY)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/v1",
                "/admin/v1/keys",
                "/admin/v1/keys/0123456789ab",
                "/admin/v1/usage",
                "/admin/v1/providers",
                "/admin/v1/models",
                "/admin/v1/routes",
                "/admin/v1/configuration",
                "/admin/v1/reload"
            })
    void noAdminPathIsOnThePortOfTheData(String path) {
        for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
            assertRefused(at(apart.port(), method, path), 404, "unknown_url");
        }
        assertRefused(at(apart.port(), "GET", path + "/"), 404, "unknown_url");
        assertRefused(at(apart.port(), "GET", "/v1/.." + path), 404, "unknown_url");
        assertRefused(at(apart.port(), "GET", path.replace("admin", "%61dmin")), 404, "unknown_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models", "/v1/chat/completions", "/auth/login", "/v1/responses", "/v1/embeddings",
                "/providers/openai/v1/models", "/model/x/invoke", "/bedrock/x", "/v1/bedrock/x", "/"
            })
    void noDataPathIsOnThePortOfTheAdminApi(String path) {
        int port = apart.gateway().adminPort();
        assertRefused(at(port, "GET", path), 404, "unknown_url");
        assertRefused(at(port, "POST", path), 404, "unknown_url");
    }

    /** No console for developers, no JMX over HTTP, no test endpoint. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/observe/info",
                "/observe/health",
                "/observe/metrics",
                "/q/dev",
                "/q/health",
                "/jolokia",
                "/hawtio",
                "/actuator",
                "/actuator/env",
                "/actuator/heapdump",
                "/dev",
                "/debug",
                "/admin/v1/test",
                "/admin/v1/exec",
                "/admin/v1/keys/0123456789ab/secret"
            })
    void thereIsNoManagementButTheAdminApi(String path) {
        assertRefused(at(apart.port(), "GET", path), 404, "unknown_url");
        assertRefused(at(apart.gateway().adminPort(), "GET", path), 404, "unknown_url");
        assertRefused(at(together.port(), "GET", path), 404, "unknown_url");
    }

    @Test
    void metricsAreOpenOnItsPortAndNeedAKeyOnTheOther() {
        AdminClient nobody = AdminClient.of(apart).as(null);
        assertThat(nobody.get("/metrics").statusCode()).isEqualTo(200);
        assertThat(nobody.get("/metrics").body()).contains("ai_proxy_streams_active", "jvm_threads_live_threads");
        assertThat(nobody.get("/health").statusCode()).isEqualTo(200);
        assertThat(nobody.get("/ready").statusCode()).isIn(200, 503);
        assertThat(nobody.get("/openapi.json").statusCode()).isEqualTo(200);
        assertRefused(apart.get("/metrics"), 401, "invalid_api_key");
        assertThat(together.get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutAPortOfItsOwnItIsWhereEverythingIs() {
        AdminClient admin = AdminClient.of(together);
        assertThat(together.gateway().adminPort()).isEqualTo(-1);
        assertThat(admin.get("/admin/v1/keys").statusCode()).isEqualTo(200);
        assertThat(together.get("/v1/models").statusCode())
                .as("models need no key here")
                .isEqualTo(200);
        assertRefused(admin.as(null).get("/admin/v1/keys"), 401, "invalid_api_key");
        assertRefused(admin.as(AdminClient.KEY + "x").get("/admin/v1/keys"), 401, "invalid_api_key");
        assertRefused(admin.get("/admin/v1/keys?api_key=x"), 400, "key_in_query");
        assertRefused(admin.post("/admin/v1/configuration", "{}"), 405, "method_not_allowed");
        assertThat(admin.post("/admin/v1/configuration", "{}").headers().firstValue("Allow"))
                .contains("GET");
        HttpResponse<String> form =
                admin.send("POST", "/admin/v1/keys", null, "Content-Type", "application/x-www-form-urlencoded");
        assertRefused(form, 400, "invalid_json");
    }

    /** Keys are made for the day on which authentication is switched on; until then the bootstrap key alone is one. */
    @Test
    void withAuthenticationOffTheBootstrapKeyIsTheOnlyOne() {
        AdminClient admin = AdminClient.of(together);
        String other = admin.create("{\"name\":\"later\",\"roles\":[\"admin\"]}")
                .path("secret")
                .asText();
        assertRefused(admin.as(other).get("/admin/v1/keys"), 401, "invalid_api_key");
    }

    @Test
    void twoKeysThatDifferLeaveItOpenWhoAsks() {
        AdminClient admin = AdminClient.of(apart);
        String other = admin.create("{\"name\":\"other\",\"roles\":[\"admin\"]}")
                .path("secret")
                .asText();
        assertThat(admin.as(other).get("/admin/v1/keys").statusCode()).isEqualTo(200);
        assertRefused(admin.get("/admin/v1/keys", "X-API-Key", other), 400, "conflicting_credentials");
        assertThat(admin.as(null)
                        .get("/admin/v1/keys", "X-API-Key", AdminClient.KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theBootstrapKeyCallsNoModels() {
        assertRefused(at(apart.port(), "GET", "/v1/models"), 401, "invalid_api_key");
    }

    @Test
    void whileNobodyCouldComeInEverybodyIsToldSo() {
        Path store = folder.resolve("untouched").resolve("serai.db");
        try (RunningGateway open = RunningGateway.start(Map.of("DATABASE_URL", "jdbc:sqlite:" + store))) {
            AdminClient admin = AdminClient.of(open);
            assertRefused(admin.get("/admin/v1/keys"), 403, "operation_not_allowed");
            assertRefused(admin.as(null).post("/admin/v1/reload", "{}"), 403, "operation_not_allowed");
            assertThat(json(admin.get("/admin/v1/keys")).at("/error/message").asText())
                    .contains("ADMIN_API_KEY");
        }
        assertThat(Files.exists(store))
                .as("nothing was asked for that needs it")
                .isFalse();
    }

    /** The watch looks every five seconds at most, and not at all where the first answer was that there is one. */
    @Test
    void withoutABootstrapKeyAStoredOneWillDo() throws Exception {
        Map<String, String> variables = variables("stored", Map.of("AUTH_ENABLED", "true", "ADMIN_API_KEY", " "));
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            AdminClient admin = AdminClient.of(gateway);
            assertRefused(admin.get("/admin/v1/keys"), 403, "operation_not_allowed");
            assertRefused(admin.as(null).get("/admin/v1/keys"), 403, "operation_not_allowed");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        new KeysCommand(Settings.only(variables), Clock.systemUTC(), lines, lines)
                .run(List.of("create", "--name", "root", "--roles", "admin"));
        String key = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("srk_live_"))
                .findFirst()
                .orElseThrow();
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            AdminClient admin = AdminClient.of(gateway);
            assertRefused(admin.as(null).get("/admin/v1/keys"), 401, "invalid_api_key");
            assertRefused(admin.get("/admin/v1/keys"), 401, "invalid_api_key");
            assertThat(admin.as(key).get("/admin/v1/keys").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutAStoreThereAreNoKeys() {
        try (RunningGateway gateway =
                RunningGateway.start(Map.of("DATABASE_URL", "none", "ADMIN_API_KEY", AdminClient.KEY))) {
            AdminClient admin = AdminClient.of(gateway);
            HttpResponse<String> answer = admin.get("/admin/v1/keys");
            assertRefused(answer, 503, "store_unavailable");
            assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
            assertRefused(admin.get("/admin/v1/usage"), 503, "store_unavailable");
            assertThat(admin.get("/admin/v1/providers").statusCode()).isEqualTo(200);
        }
    }

    /** A driver's exception may quote the address. */
    @Test
    void aStoreThatIsAwayIsLoggedByTheCodeOfWhatIsWrong() {
        Map<String, String> variables = variables("away", Map.of("KEY_PEPPER", "first-pepper-0123456789-abcdefghijkl"));
        variables.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/serai?user=serai");
        Logger logger = (Logger) LoggerFactory.getLogger(AdminStep.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            assertRefused(AdminClient.of(gateway).get("/admin/v1/keys"), 503, "store_unavailable");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getFormattedMessage())
                            .contains("it can't be reached", "SQLSTATE 08001")
                            .doesNotContain("127.0.0.1");
                    assertThat(line.getThrowableProxy()).isNull();
                });
    }

    @Test
    void theAdminPortSpeaksTlsWithAPairOfItsOwnOrTheOthers(@TempDir Path certificates) throws Exception {
        CertificateAuthority authority = new CertificateAuthority(certificates);
        authority.pem("ip:127.0.0.1", certificates);
        String certificate = certificates.resolve("cert.pem").toString();
        String key = certificates.resolve("key.pem").toString();
        Map<String, String> variables = variables(
                "tls",
                Map.of(
                        "ADMIN_PORT",
                        "0",
                        "ADMIN_TLS_ENABLED",
                        "true",
                        "ADMIN_TLS_CERT_FILE",
                        certificate,
                        "ADMIN_TLS_KEY_FILE",
                        key));
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(authority.client()).build();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + gateway.gateway().adminPort() + "/admin/v1/keys"))
                    .header("Authorization", "Bearer " + AdminClient.KEY);
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                    + gateway.gateway().adminPort() + "/health"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString()))
                    .as("nothing is said there in the clear")
                    .isInstanceOf(IOException.class);
            assertThat(gateway.get("/health").statusCode())
                    .as("PORT is as it was")
                    .isEqualTo(200);
        }
        Map<String, String> shared = new HashMap<>(variables);
        shared.keySet().removeIf(name -> name.startsWith("ADMIN_TLS_") && name.endsWith("_FILE"));
        assertThat(problems(shared)).hasSize(2).allMatch(text -> text.contains("ADMIN_TLS_ENABLED needs it"));
        shared.put("TLS_CERT_FILE", certificate);
        shared.put("TLS_KEY_FILE", key);
        assertThat(problems(shared)).isEmpty();
        variables.remove("ADMIN_TLS_ENABLED");
        assertThat(problems(variables))
                .hasSize(2)
                .allMatch(text -> text.contains("has no effect without ADMIN_TLS_ENABLED=true"));
        shared.remove("ADMIN_PORT");
        assertThat(problems(shared)).singleElement().asString().contains("ADMIN_TLS_ENABLED", "ADMIN_PORT");
    }

    private static List<String> problems(Map<String, String> variables) {
        Settings settings = Settings.only(variables);
        Listening.adminAddress(settings);
        return settings.problems().stream().map(Object::toString).toList();
    }
}
