package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeOpenAi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows B1 to B7 and B10, T10 to T12, T15, T23 and T33, each in the name of its test: what bad credentials get, which is never more
 * than good ones would, and never a provider's call. B8 is in {@link BudgetsRoadTest}, B9 in {@link LimitsRoadTest}.
 */
class BadCredentialsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              other: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
            """;
    private static final String IN_QUERY = "canary-of-a-query-0123456789";
    private static final long LONGEST_NANOS = 30_000_000_000L;

    @TempDir
    static Path folder;

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final List<String> SECRETS = new ArrayList<>(List.of(IN_QUERY));
    private static RunningGateway gateway;
    private static String key;

    @BeforeAll
    static void start() {
        LOG.begin();
        VARIABLES.putAll(variables(folder));
        key = keys(VARIABLES, "create", "--name", "alice", "--models", "at-*");
        gateway = RunningGateway.start(MAPPING, VARIABLES);
    }

    @AfterAll
    static void stop() {
        try {
            gateway.close();
            LOG.assertHolds(SECRETS);
        } finally {
            LOG.end();
            OPENAI.close();
        }
    }

    @AfterEach
    void noProviderSawAKey() {
        OPENAI.assertNoForeignCredentials(SECRETS);
        OPENAI.recover();
        OPENAI.forget();
    }

    private static Map<String, String> variables(Path folder) {
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        return variables;
    }

    /** Runs {@code serai keys …} as an operator does, beside the gateway. */
    private static String keys(Map<String, String> variables, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new KeysCommand(Settings.only(variables), Clock.systemUTC(), lines, lines).run(List.of(words)))
                .isZero();
        String text = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
        if (!text.isEmpty()) {
            SECRETS.add(text);
            SECRETS.add(text.substring(22, 65));
        }
        return text;
    }

    private static String id(String text) {
        return ApiKeyText.of(text).id();
    }

    private static HttpResponse<String> chat(RunningGateway to, String model, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return to.send(request.build());
    }

    private static HttpResponse<String> chat(String... headers) {
        return chat(gateway, "at-openai", headers);
    }

    private static void refused(HttpResponse<String> answer, int status, String type, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"type\":\"" + type + "\"", "\"code\":\"" + code + "\"");
        assertThat(answer.headers().firstValue("X-Request-ID")).isPresent();
        SECRETS.forEach(secret -> assertThat(answer.body()).doesNotContain(secret));
        if (status == 401) {
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"serai\"");
        }
        assertThat(OPENAI.received()).isEmpty();
    }

    private static void unauthorized(HttpResponse<String> answer) {
        refused(answer, 401, "authentication_error", "invalid_api_key");
    }

    private static HttpResponse<String> until(Predicate<HttpResponse<String>> wanted, String text) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = chat("X-API-Key", text);
        while (!wanted.test(answer) && System.nanoTime() < end) {
            OPENAI.recover();
            answer = chat("X-API-Key", text);
        }
        OPENAI.forget();
        return answer;
    }

    @Test
    void b1NoCredentials() {
        unauthorized(chat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "bearer  x", "Basic dXNlcjpw", "Token x", "x", "Bearer\tx"})
    void b2OddSchemes(String value) {
        unauthorized(chat("Authorization", value));
    }

    /** Which of the many things is wrong with it nobody is told. */
    @Test
    void b3T12WrongKeysAreAllTheSame() {
        String other = keys(VARIABLES, "create", "--name", "mallory");
        List<String> wrong = List.of(
                "sk-wrong",
                key.substring(0, 71) + (key.endsWith("x") ? "y" : "x"),
                forged(id(key), other),
                forged("000000000000", other),
                "k".repeat(8 * 1024),
                "' OR '1'='1",
                "srk_live_' OR '1'='1' --",
                "${jndi:ldap://127.0.0.1:9/x}");
        TreeSet<String> bodies = new TreeSet<>();
        for (String each : wrong) {
            HttpResponse<String> answer = chat("Authorization", "Bearer " + each);
            unauthorized(answer);
            bodies.add(answer.body());
        }
        assertThat(bodies).hasSize(1);
    }

    /** A well-made key of that id with somebody else's secret, as whoever has the source can make one. */
    private static String forged(String id, String other) {
        String body = ApiKeyText.PREFIX + id + other.substring(21, 65);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder checksum = new StringBuilder();
        for (long rest = crc.getValue(); checksum.length() < 6; rest /= 62) {
            checksum.insert(0, digits.charAt((int) (rest % 62)));
        }
        assertThat(ApiKeyText.of(body + "_" + checksum)).isNotNull();
        return body + "_" + checksum;
    }

    @Test
    void b3KeysWithOddBytes() throws IOException {
        assertThat(raw("X-API-Key: " + key.substring(0, 20) + '\0')).startsWith("HTTP/1.1 400");
        for (String bytes : List.of("\u00e9\u00e8", "\u2028", "\ud83d\ude00", "'")) {
            assertThat(raw("X-API-Key: " + key.substring(0, 20) + bytes))
                    .startsWith("HTTP/1.1 401")
                    .contains("invalid_api_key");
        }
    }

    private static String raw(String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.getOutputStream()
                    .write(("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void b4KeysThatWereGoodOnce() {
        String expired = keys(VARIABLES, "create", "--name", "bob", "--expires", "1s");
        String disabled = keys(VARIABLES, "create", "--name", "carol");
        String deleted = keys(VARIABLES, "create", "--name", "judy");
        for (String text : List.of(disabled, deleted)) {
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat("X-API-Key", text).statusCode()).isEqualTo(200);
        }
        keys(VARIABLES, "disable", id(disabled));
        keys(VARIABLES, "delete", id(deleted));
        for (String text : List.of(expired, disabled, deleted)) {
            unauthorized(until(answer -> answer.statusCode() == 401, text));
            unauthorized(chat("X-API-Key", forged(id(text), key)));
        }
    }

    @Test
    void b5T10TwoKeysThatDiffer() throws IOException {
        String other = keys(VARIABLES, "create", "--name", "dave");
        for (String header : List.of("X-API-Key", "api-key", "x-goog-api-key")) {
            refused(
                    chat("Authorization", "Bearer " + key, header, other),
                    400,
                    "invalid_request_error",
                    "conflicting_credentials");
        }
        assertThat(raw("Authorization: Bearer " + key + "\r\nAuthorization: Bearer " + other))
                .startsWith("HTTP/1.1 400")
                .contains("conflicting_credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "api_key", "API-Key", "x-goog-api-key", "access_token"})
    void b6T10AKeyInTheQuery(String name) {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models?" + name + "=" + IN_QUERY))
                        .build());
        refused(answer, 400, "invalid_request_error", "key_in_query");
    }

    @Test
    void b7AModelThatTheKeyDoesNotAllow() {
        refused(chat(gateway, "other", "X-API-Key", key), 403, "permission_error", "model_not_allowed");
        refused(chat(gateway, "nowhere", "X-API-Key", key), 404, "invalid_request_error", "model_not_found");
    }

    @Test
    void b10AnAddressThatTheKeyDoesNotAllow() {
        String elsewhere = keys(VARIABLES, "create", "--name", "erin", "--ip", "10.0.0.0/8");
        refused(chat("X-API-Key", elsewhere, "X-Forwarded-For", "10.0.0.1"), 403, "permission_error", "ip_not_allowed");
    }

    /** A store that fails in the middle, an unreadable row: whatever is thrown, nobody comes in. */
    @Test
    void t11WhateverFailsNobodyComesIn(@TempDir Path own) throws SQLException {
        Map<String, String> variables = variables(own);
        String good = keys(variables, "create", "--name", "frank");
        String spoilt = keys(variables, "create", "--name", "grace");
        String late = keys(variables, "create", "--name", "heidi");
        try (RunningGateway broken = RunningGateway.start(MAPPING, variables)) {
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat(broken, "at-openai", "X-API-Key", good).statusCode())
                    .isEqualTo(200);
            OPENAI.forget();
            change(own, "UPDATE api_keys SET ip_ranges = '[\"no range\"]' WHERE name = 'grace'");
            refused(chat(broken, "at-openai", "X-API-Key", spoilt), 503, "server_error", "auth_unavailable");
            change(own, "DROP TABLE api_keys");
            refused(chat(broken, "at-openai", "X-API-Key", late), 503, "server_error", "auth_unavailable");
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat(broken, "at-openai", "X-API-Key", good).statusCode())
                    .isEqualTo(200);
            OPENAI.forget();
            unauthorized(chat(broken, "at-openai"));
        }
    }

    private static void change(Path folder, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("serai.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void t15TheDatabaseAloneIsWorthNothing() throws IOException {
        String secret = key.substring(22, 65);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("serai.db"))
                    .toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(key, secret, key.substring(66));
            }
        }
        Path copy = folder.resolve("stolen");
        Files.createDirectories(copy);
        Map<String, String> thief = variables(copy);
        thief.put("KEY_PEPPER", "a-pepper-that-the-thief-made-up-0123456789");
        keys(thief, "create", "--name", "anybody");
        Files.copy(
                folder.resolve("serai.db"),
                copy.resolve("serai.db"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (RunningGateway stolen = RunningGateway.start(MAPPING, thief)) {
            unauthorized(chat(stolen, "at-openai", "X-API-Key", key));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/observe/info",
                "/observe/health",
                "/q/dev",
                "/q/info",
                "/jolokia",
                "/actuator/env",
                "/dev/console",
                "/debug/pprof",
                "/hawtio"
            })
    void t23NoManagementOfCamelsIsServed(String path) {
        for (String[] headers : List.of(new String[0], new String[] {"X-API-Key", key})) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> answer = gateway.send(request.build());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("unknown_url");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.camel.management.JmxManagementStrategyFactory",
                "org.apache.camel.impl.console.DefaultDevConsoleRegistry",
                "org.apache.camel.component.platform.http.main.MainHttpServer",
                "org.jolokia.server.core.http.AgentServlet"
            })
    void t23NoneOfItIsEvenThere(String name) {
        assertThat(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"))
                .isNull();
    }

    @Test
    void t33TheSamePromptOfTwoKeysIsTwoCalls() {
        String other = keys(VARIABLES, "create", "--name", "ivan");
        for (String each : List.of(key, other, key)) {
            OPENAI.enqueue(OPENAI.text("for " + id(each)));
            assertThat(chat("X-API-Key", each).body()).contains("for " + id(each));
        }
        assertThat(OPENAI.received()).hasSize(3);
    }
}
