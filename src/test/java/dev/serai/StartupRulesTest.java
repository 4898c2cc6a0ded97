package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a gateway refuses to start with, and what it says of it. */
class StartupRulesTest {
    @Test
    void nothingIsWrongWithNothing() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void aShareOfTheHeapThatIsNoneIsRefused() {
        assertThat(problems(Map.of("MAX_HEAP_PERCENT", "850")))
                .singleElement()
                .asString()
                .contains("MAX_HEAP_PERCENT", "from 1 to 100");
    }

    @Test
    void anEmbeddedGatewayThatIsThoughtToBeClosedDoesNotRunOpen() {
        assertThatThrownBy(() ->
                        EmbeddedGateway.in(new DefaultCamelContext(), Settings.only(Map.of("AUTH_ENABLED", "true"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("AUTH_ENABLED")
                .hasMessageContaining("must not run open");
        assertThat(problems(Map.of("AUTH_ENABLED", "false"))).isEmpty();
    }

    @Test
    void whatWouldBeAWayAroundTheSecondFactorRefusesTheStart() {
        Map<String, String> asked = Map.of("AUTH_ENABLED", "true", "REQUIRE_2FA", "true");
        assertThat(problems(asked)).isEmpty();
        Map<String, String> passwords = new HashMap<>(asked);
        passwords.put("AUTH_MODE", "api_key,basic");
        passwords.put("BASIC_AUTH_CREDENTIALS", "alice:a-long-password");
        assertThat(problems(passwords)).singleElement().asString().contains("REQUIRE_2FA", "AUTH_MODE=basic");
        Map<String, String> storeless = new HashMap<>(asked);
        storeless.put("DATABASE_URL", "none");
        assertThat(problems(storeless)).singleElement().asString().contains("REQUIRE_2FA", "DATABASE_URL=none");
    }

    /** Each with authentication on: none of them would let in whom it should, and nobody else. */
    @ParameterizedTest(name = "T14, P18: {0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTH_MODE              | jwt             | JWT_ISSUER: is not set, and AUTH_MODE=jwt needs it",
                "AUTH_MODE              | jwt             | JWT_AUDIENCE: is not set, and AUTH_MODE=jwt needs it",
                "AUTH_MODE              | jwt             | JWT_JWKS_URL: is not set, and AUTH_MODE=jwt needs it",
                "AUTH_MODE              | service_account | ALLOWED_SERVICE_ACCOUNTS: is not set",
                "AUTH_MODE              | service_account | SERVICE_ACCOUNT_AUDIENCE: is not set",
                "AUTH_MODE              | service_account | KUBERNETES_API_URL: is not set",
                "AUTH_MODE              | service_account | KUBERNETES_SERVICE_ACCOUNT_DIR: \"/var/run/secrets",
                "AUTH_MODE              | api_kye         | \"api_kye\" is no way in",
                "AUTH_MODE              | api_key,        | \"\" is no way in",
                "AUTH_MODE              | basic           | BASIC_AUTH_CREDENTIALS: is not set",
                "REQUIRE_2FA            | yes please      | REQUIRE_2FA",
                "KEY_PEPPER             | short           | has a pepper of less than 32 characters",
                "KEY_PEPPER             | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | has a pepper that can be guessed",
                "KEY_PEPPER             | changeme-changeme-changeme-changeme-2026 | has a pepper that can be guessed",
                "API_KEY_CI             | my-secret-api-key-for-test-0123456789 | made of well-known words",
                "DATABASE_URL           | jdbc:postgresql://db/serai | KEY_PEPPER: is not set, and PostgreSQL needs it",
                "DATABASE_URL           | jdbc:postgresql://db/serai?reWriteBatchedInserts=true | has reWriteBatchedInserts",
                "DATABASE_URL           | jdbc:mysql://db/serai | is none of jdbc:sqlite",
                "DATABASE_URL           | jdbc:sqlite::memory: | is none of jdbc:sqlite",
                "API_KEY_CI             | secret          | holds a key that can be guessed",
                "API_KEY_CI             | aaaaaaaaaaaaaaaaaaaaaa | holds a key that can be guessed",
                "API_KEY_CI             | two words of a key 1234 | is no key",
                "KEY_DENY_FILE          | /nowhere        | \"/nowhere\" is no file that can be read",
                "KEY_SNAPSHOT_FILE      | /tmp            | \"/tmp\" is no file; off does without one",
                "API_KEYS_DIR           | /nowhere        | \"/nowhere\" is no folder that can be read"
            })
    void whatIsInsecureIsRefused(String name, String value, String expected) {
        Map<String, String> variables = Map.of("AUTH_ENABLED", "true", name, value);
        assertThatThrownBy(() -> new Gateway(Settings.only(variables)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(expected);
        assertThat(Path.of("data")).as("nothing was made").doesNotExist();
        assertThat(problems(Map.of(name, value)))
                .as("with authentication off nobody asks")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "alice:short,         gives alice a password of less than 12 characters",
        "alice:passwordpassword, 'gives alice a password that can be guessed; take, say, what openssl rand -hex 16 gives'",
        "alice,               has something that is no user:password",
        ":correct-horse-1234, has something that is no user:password"
    })
    void aUserWithoutAPasswordIsRefused(String credentials, String expected) {
        assertThat(problems(
                        Map.of("AUTH_ENABLED", "true", "AUTH_MODE", "basic", "BASIC_AUTH_CREDENTIALS", credentials)))
                .singleElement()
                .extracting(ConfigurationProblem::message)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_JWKS_URL,             http://idp.example/certs,  has to begin with https://",
        "JWT_JWKS_URL,             http://127.0.0.1.evil/,    has to begin with https://",
        "JWT_JWKS_URL,             ftp://localhost/certs,     has to begin with https://",
        "JWT_JWKS_URL,             /certs,                    is no URL of a host",
        "JWT_JWKS_URL,             https://a:b@idp.example/,  is no URL of a host",
        "JWT_JWKS_URL,             https://idp.example/ x,    is no URL",
        "KUBERNETES_API_URL,       http://10.0.0.1,           has to begin with https://",
        "KUBERNETES_SERVICE_PORT,  0,                         is not a whole number from 1 to 65535",
        "ALLOWED_SERVICE_ACCOUNTS, default,                   \"default\" is no namespace/name",
        "ALLOWED_SERVICE_ACCOUNTS, default/*,                 \"default/*\" is no namespace/name"
    })
    void whoeverSaysWhoCallersAreIsToldBeyondDoubt(String name, String value, String expected) {
        assertThat(problems(Map.of("AUTH_ENABLED", "true", "AUTH_MODE", "jwt,service_account", name, value)))
                .filteredOn(problem -> problem.path().equals(name))
                .singleElement()
                .extracting(ConfigurationProblem::message)
                .asString()
                .contains(expected);
    }

    @Test
    void aFileOfTheKeysThatHoldsNoneIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("ci"), "short");
        Files.writeString(folder.resolve("..data"), "hidden");
        assertThat(problems(Map.of("AUTH_ENABLED", "true", "API_KEYS_DIR", folder.toString())))
                .singleElement()
                .extracting(ConfigurationProblem::message)
                .asString()
                .startsWith("the file ci holds a key that can be guessed");
    }

    @Test
    void aStoreThatCannotBeMadeIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new Gateway(Settings.only(
                        Map.of("AUTH_ENABLED", "true", "DATABASE_URL", "jdbc:sqlite:" + file + "/serai.db"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("DATABASE_URL: the store can't be used")
                .hasMessageContaining("DATABASE_URL=none");
        Path noDatabase =
                Files.writeString(folder.resolve("text.db"), "this is no database, but a text of some length");
        assertThatThrownBy(() -> new Gateway(
                        Settings.only(Map.of("AUTH_ENABLED", "true", "DATABASE_URL", "jdbc:sqlite:" + noDatabase))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("DATABASE_URL: the store can't be used");
    }

    /** With keys it may be reached by others; without, only if somebody says so. */
    @Test
    void whoAsksForKeysListensToAll() {
        assertThat(Listening.settings(Settings.only(Map.of())).host()).isEqualTo("127.0.0.1");
        assertThat(Listening.settings(Settings.only(Map.of("AUTH_ENABLED", "true")))
                        .host())
                .isEqualTo("0.0.0.0");
        assertThat(Listening.settings(Settings.only(Map.of("AUTH_ENABLED", "true", "HOST", "::1")))
                        .host())
                .isEqualTo("::1");
    }

    @Test
    void theSandboxCanBeSwitchedOff() {
        try (RunningGateway gateway = RunningGateway.start(Map.of("SANDBOX_ENABLED", "false"))) {
            HttpResponse<String> answer = gateway.chat(
                    "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT              | eighty | \"eighty\" is not a whole number from 0 to 65535",
                "PORT              | 65536  | \"65536\" is not a whole number from 0 to 65535",
                "AUTH_ENABLED      | yeah   | \"yeah\" is neither true nor false",
                "MAX_BODY_BYTES    | many   | \"many\" is not a number of bytes, such as 1048576 or 32MiB",
                "SHUTDOWN_SECONDS  | 0      | \"0\" is not a whole number from 1 to 3600",
                "STREAM_KEEP_ALIVE | often  | \"often\" is not a number of seconds, such as 30, nor a time, such as 500ms",
                "CLIENT_STALL      | never  | \"never\" is not a number of seconds, such as 30, nor a time, such as 500ms",
                "WORKER_THREADS    | 0      | \"0\" is not a whole number from 1 to 100000"
            })
    void aValueThatCannotBeReadIsRefusedBeforeAnythingStarts(String name, String value, String expected) {
        assertThatThrownBy(() -> new Gateway(Settings.only(Map.of(name, value))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(name + ": " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short-but-not-so-short-as-32-ch  | has less than 32 characters",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | can be guessed",
                "my-secret-admin-key-please-change-me-123 | can be guessed",
                "0123456789 0123456789 0123456789 abc | is no key: one line of printable characters without spaces"
            })
    void anAdminKeyThatCanBeGuessedIsRefused(String key, String expected) {
        assertThat(problems(Map.of("ADMIN_API_KEY", key))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("ADMIN_API_KEY");
            assertThat(problem.message()).startsWith(expected).doesNotContain(key);
        });
    }

    @Test
    void anAdminListenerForOthersNeedsItsKey() {
        assertThat(problems(Map.of("ADMIN_PORT", "9090", "ADMIN_HOST", "0.0.0.0")))
                .singleElement()
                .extracting(ConfigurationProblem::toString)
                .asString()
                .contains("ADMIN_HOST: lets others reach the admin API, and there is no ADMIN_API_KEY");
        assertThat(problems(Map.of("ADMIN_PORT", "9090", "ADMIN_HOST", "0.0.0.0", "ADMIN_API_KEY", AdminClient.KEY)))
                .isEmpty();
        assertThat(problems(Map.of("ADMIN_PORT", "9090"))).isEmpty();
        assertThat(Listening.adminAddress(Settings.only(Map.of("ADMIN_PORT", "9090")))
                        .host())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADMIN_PORT | 8080  | is PORT too: give one of them another number",
                "ADMIN_PORT | admin | \"admin\" is not a whole number from 0 to 65535",
                "ADMIN_HOST | ::1   | has no effect without ADMIN_PORT",
                "ADMIN_TLS_CERT_FILE | a.pem | has no effect without ADMIN_PORT"
            })
    void anAdminListenerThatCannotBeIsRefused(String name, String value, String expected) {
        assertThat(problems(Map.of(name, value))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(name);
            assertThat(problem.message()).isEqualTo(expected);
        });
    }

    /** Keys of a store that several share are made with a pepper that they share, whoever makes them. */
    @Test
    void anAdminKeyOverPostgresqlNeedsThePepper() {
        assertThat(problems(Map.of("ADMIN_API_KEY", AdminClient.KEY, "DATABASE_URL", "jdbc:postgresql://db/serai")))
                .singleElement()
                .extracting(ConfigurationProblem::path)
                .isEqualTo("KEY_PEPPER");
    }

    @Test
    void tlsWithoutFilesNamesBoth() {
        assertThat(problems(Map.of("TLS_ENABLED", "true")))
                .extracting(ConfigurationProblem::path)
                .containsExactly("TLS_CERT_FILE", "TLS_KEY_FILE");
    }

    @Test
    void tlsWithFilesThatAreNotThereNamesThem(@TempDir Path folder) {
        Map<String, String> variables =
                Map.of("TLS_ENABLED", "true", "TLS_CERT_FILE", "/nowhere/tls.crt", "TLS_KEY_FILE", folder.toString());
        assertThat(problems(variables))
                .extracting(ConfigurationProblem::message)
                .containsExactly(
                        "\"/nowhere/tls.crt\" is no file that can be read",
                        "\"" + folder + "\" is no file that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.1.2.3"})
    void onThisMachineNobodyIsWarned(String host) {
        assertThat(warnings(host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5"})
    void whoListensToOthersIsWarned(String host) {
        assertThat(warnings(host)).singleElement().asString().contains("HOST=" + host, "without a key");
    }

    @Test
    void whoTakesAdminKeysInTheClearFromOthersIsWarned() {
        Map<String, String> open = Map.of("AUTH_ENABLED", "true", "ADMIN_PORT", "9090", "ADMIN_HOST", "0.0.0.0");
        assertThat(warnings(open)).singleElement().asString().contains("ADMIN_HOST=0.0.0.0", "in the clear");
        Map<String, String> closed = new HashMap<>(open);
        closed.put("ADMIN_TLS_ENABLED", "true");
        assertThat(warnings(closed)).isEmpty();
        assertThat(warnings(Map.of("AUTH_ENABLED", "true", "ADMIN_PORT", "9090")))
                .isEmpty();
    }

    private static List<String> warnings(String host) {
        return warnings(Map.of("HOST", host));
    }

    private static List<String> warnings(Map<String, String> variables) {
        Logger logger = (Logger) LoggerFactory.getLogger(Listening.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Listening.warnIfOpen(Settings.only(variables));
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static List<ConfigurationProblem> problems(Map<String, String> variables) {
        return StartupRules.problems(Settings.only(variables));
    }
}
