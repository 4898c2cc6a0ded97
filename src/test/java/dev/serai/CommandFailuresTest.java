package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say where the store is away, or nobody gets what they print: not less than happened, and no secret. */
class CommandFailuresTest {
    private static final String PEPPER = "first-pepper-0123456789-abcdefghijkl";

    /** A disk without room. */
    private static final OutputStream FULL = new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
        }
    };

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(OutputStream into, String url, String words) {
        out.reset();
        err.reset();
        List<String> all = List.of(words.split(" "));
        Settings settings = Settings.only(Map.of("DATABASE_URL", url, "KEY_PEPPER", PEPPER));
        return Serai.run(all.get(0), settings, all.subList(1, all.size()), stream(into), stream(err));
    }

    private int run(OutputStream into, String words) {
        return run(into, "jdbc:sqlite:" + folder.resolve("serai.db"), words);
    }

    private static PrintStream stream(OutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String created() {
        assertThat(run(out, "keys create --name alice")).as(err()).isZero();
        return ApiKeyText.of(out.toString(StandardCharsets.UTF_8).strip()).id();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys list",
                "keys create --name x",
                "teams list",
                "totp status x",
                "audit head",
                "store copy --to jdbc:sqlite:/nowhere.db"
            })
    void aStoreThatIsAwayIsALineWithoutItsAddress(String words) {
        assertThat(run(out, "jdbc:postgresql://127.0.0.1:1/serai?user=serai&password=canary", words))
                .isOne();
        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("serai " + words.substring(0, words.indexOf(' ')) + ": The store")
                .contains("it can't be reached", "(SQLSTATE 08001)")
                .doesNotContain("canary", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db?user=serai&password=canary",
                "jdbc:postgresql://serai:canary@db/serai",
                "jdbc:postgresql://serai:canary@db:5432/serai",
                "jdbc:postgresql://db/serai?password=5%x_canary",
                "jdbc:postgresql://db/serai?service=canary"
            })
    void anAddressThatIsNoneIsABadConfigurationAndNotShown(String url) {
        assertThatThrownBy(() -> run(out, url, "keys list"))
                .isInstanceOf(InvalidConfigurationException.class)
                .satisfies(failure -> assertThat(((InvalidConfigurationException) failure).problems())
                        .singleElement()
                        .asString()
                        .contains("DATABASE_URL")
                        .doesNotContain("canary"));
    }

    @Test
    void aKeyThatNobodyHasSeenIsNoSuccess() {
        assertThat(run(FULL, "keys create --name alice")).isOne();
        assertThat(err()).containsPattern("could not be written.*serai keys rotate [0-9A-Za-z]+ --overlap 0s");
        String id = created();
        assertThat(run(FULL, "keys rotate " + id)).isOne();
        assertThat(err()).containsPattern("could not be written.*serai keys rotate (?!" + id + ")[0-9A-Za-z]+");
    }

    @Test
    void aSecondFactorThatNobodyHasSeenIsNoSuccess() {
        String id = created();
        assertThat(run(FULL, "totp enrol " + id)).isOne();
        assertThat(err()).contains("could not be written", "serai totp enrol " + id);
        assertThat(run(FULL, "totp enrol " + id + " --qr " + folder.resolve("alice.png")))
                .isOne();
        assertThat(err()).contains("could not be written", "serai totp codes " + id);
        assertThat(folder.resolve("alice.png")).isNotEmptyFile();
        assertThat(run(FULL, "totp codes " + id)).isOne();
        assertThat(err()).contains("could not be written", "serai totp codes " + id);
    }

    @ParameterizedTest
    @CsvSource({"audit export, rows are missing", "audit head, its pipe was closed", "keys list, its pipe was closed"})
    void outputThatNobodyGetsIsNoSuccess(String words, String expected) {
        created();
        assertThat(run(FULL, words)).isOne();
        assertThat(err()).contains("could not be written", expected).doesNotContain("1 rows");
    }
}
