package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void aGatewayThatIsThoughtToBeClosedDoesNotRunOpen() {
        assertThatThrownBy(() -> new Gateway(Settings.only(Map.of("AUTH_ENABLED", "true"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("AUTH_ENABLED")
                .hasMessageContaining("must not run open");
        assertThat(problems(Map.of("AUTH_ENABLED", "false"))).isEmpty();
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

    private static List<String> warnings(String host) {
        Logger logger = (Logger) LoggerFactory.getLogger(Listening.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Listening.warnIfOpen(Settings.only(Map.of("HOST", host)));
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static List<ConfigurationProblem> problems(Map<String, String> variables) {
        return StartupRules.problems(Settings.only(variables));
    }
}
