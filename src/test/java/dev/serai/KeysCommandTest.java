package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.store.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serai keys …}, with the store that the settings name. */
class KeysCommandTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> variables = new HashMap<>();

    private int run(String... words) {
        out.reset();
        err.reset();
        variables.putIfAbsent("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("data/serai.db"));
        return new KeysCommand(
                        Settings.only(variables),
                        clock,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(words));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String created(String... words) {
        assertThat(run(words)).as(err()).isZero();
        return ApiKeyText.of(out().strip()).id();
    }

    @Test
    void aKeyIsShownOnceAndAlone() {
        assertThat(run("create", "--name", "alice", "--team=research", "--models", "gpt-4o*,claude-*"))
                .isZero();
        String text = out().strip();
        ApiKeyText key = ApiKeyText.of(text);
        assertThat(key).isNotNull();
        assertThat(err()).contains(key.id(), "alice", "this once").doesNotContain(text);
        assertThat(run("list")).isZero();
        assertThat(out())
                .contains(key.id(), "alice", "research", "good", "gpt-4o*,claude-*")
                .doesNotContain(text);
    }

    @Test
    void aKeyIsRotatedDisabledAndDeleted() {
        String id = created("create", "--name", "alice");
        String fresh = created("rotate", id, "--overlap", "1h");
        run("list");
        assertThat(out()).containsPattern(id + ".*rotated").containsPattern(fresh + ".*good");
        clock.forward(Duration.ofHours(1));
        run("list");
        assertThat(out()).containsPattern(id + ".*expired");
        assertThat(run("rotate", id)).isOne();
        assertThat(err()).contains("The key " + id + " is not rotated. It has expired");
        assertThat(out()).isEmpty();
        assertThat(run("disable", fresh)).isZero();
        assertThat(run("rotate", fresh)).isOne();
        assertThat(err()).contains("The key " + fresh + " is not rotated. It is disabled", "enable it first");
        assertThat(out()).isEmpty();
        run("list");
        assertThat(out()).containsPattern(fresh + ".*disabled");
        assertThat(run("enable", fresh)).isZero();
        run("list");
        assertThat(out()).containsPattern(fresh + ".*good");
        assertThat(run("adopt", fresh)).isZero();
        assertThat(err()).contains("The key " + fresh + " is free of whoever made it");
        assertThat(run("delete", fresh)).isZero();
        run("list");
        assertThat(out()).doesNotContain(fresh);
        assertThat(run("delete", fresh)).isZero();
        assertThat(err()).contains("The key " + fresh + " was deleted before");
        assertThat(run("delete", "never-there")).isOne();
        assertThat(err()).contains("There is no key never-there");
    }

    @Test
    void aKeyThatMadeOthersIsDeletedOnPurposeOrWhenTheyAreFree() throws SQLException {
        String maker = created("create", "--name", "maker", "--roles", "admin");
        String other = created("create", "--name", "other", "--roles", "admin");
        for (String by : List.of(maker, maker, other)) {
            String made = created("create", "--name", "made");
            try (Connection store = DriverManager.getConnection(variables.get("DATABASE_URL"));
                    PreparedStatement update = store.prepareStatement("UPDATE api_keys SET made_by = ? WHERE id = ?")) {
                update.setString(1, by);
                update.setString(2, made);
                update.execute();
            }
        }
        assertThat(run("delete", maker)).isOne();
        assertThat(err()).contains("2 keys hang on " + maker, "adopt --made-by " + maker, "--with-made true");
        assertThat(run("disable", maker)).isZero();
        assertThat(err()).contains("2 keys that it made stop with it");
        run("list");
        assertThat(out()).contains("orphaned");
        assertThat(run("adopt", "--made-by", maker)).isZero();
        assertThat(err()).contains("2 keys that " + maker + " made hang on nobody");
        assertThat(run("delete", maker)).isZero();
        assertThat(run("delete", other, "--with-made", "yes")).isEqualTo(KeysCommand.USAGE);
        assertThat(run("delete", other, "--with-made", "true")).isZero();
        assertThat(run("adopt", other, "--made-by", maker)).isEqualTo(KeysCommand.USAGE);
    }

    @Test
    void thePepperIsMadeOnceAndIsItsOwnersAlone() throws IOException {
        created("create", "--name", "alice");
        Path pepper = folder.resolve("data/serai.pepper");
        String made = Files.readString(pepper);
        assertThat(made.strip()).hasSize(44);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pepper)))
                .isEqualTo("rw-------");
        created("create", "--name", "bob");
        assertThat(Files.readString(pepper)).isEqualTo(made);
        try (var files = Files.list(folder.resolve("data"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("serai.db", "serai.pepper")
                    .allMatch(name -> name.startsWith("serai.db") || name.equals("serai.pepper"));
        }
    }

    @Test
    void withoutItsPepperAStoreWithKeysIsRefused() throws IOException {
        created("create", "--name", "alice");
        Files.delete(folder.resolve("data/serai.pepper"));
        assertThatThrownBy(() -> run("list"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("serai.pepper is gone");
        variables.put("KEY_PEPPER", "another-pepper-0123456789-abcdefghij");
        assertThat(run("list")).isZero();
    }

    @Test
    void withoutItsPepperAStoreWithAnAuditIsRefused() throws IOException {
        String alice = created("create", "--name", "alice");
        assertThat(run("delete", alice)).isZero();
        Files.delete(folder.resolve("data/serai.pepper"));
        assertThatThrownBy(() -> run("list"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("nor can its audit be verified");
    }

    @Test
    void postgresqlNeedsAPepperThatAllReplicasHave() {
        variables.put("DATABASE_URL", TestingPostgres.database());
        assertThatThrownBy(() -> run("create", "--name", "alice"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("KEY_PEPPER")
                .hasMessageContaining("PostgreSQL needs it");
        variables.put("KEY_PEPPER", "another-pepper-0123456789-abcdefghij");
        created("create", "--name", "alice");
        run("list");
        assertThat(out()).contains("alice");
    }

    @Test
    void aStoreThatCannotBeHadIsSaidWithoutItsPassword() throws IOException {
        variables.put("DATABASE_URL", "jdbc:mysql://db/serai?password=hunter22");
        assertThatThrownBy(() -> run("list"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("hunter22");
        Path taken = Files.createDirectories(folder.resolve("taken.db"));
        variables.put("DATABASE_URL", "jdbc:sqlite:" + taken);
        assertThatThrownBy(() -> run("list"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("taken.db");
        variables.put("DATABASE_URL", "none");
        assertThat(run("list")).isEqualTo(KeysCommand.USAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | what with the keys?",
                "mint                                | there is no mint",
                "create                              | a key needs a --name",
                "create --name                       | --name needs a value",
                "create --name a --name b            | --name stands twice",
                "create --name a --colour red        | there is no --colour here",
                "create --name a b                   | a word too many",
                "create --name a --expires yesterday | --expires is a time from now",
                "create --name a --expires 2001-01-01 | --expires is a time from now",
                "create --name a --ip localhost      | \"localhost\" is no address",
                "create --name a --ip ,              | --ip is empty",
                "create --name a --ip=               | --ip is empty",
                "create --name a --metadata x=       | --metadata x is a line of at most 512 characters",
                "create --name a --metadata x=1,x=2  | --metadata has x twice",
                "create --name a --default-max-tokens 5000000000 | a whole number from 1 to 10000000",
                "rotate abc --overlap 366d           | --overlap is at most 365d",
                "create --name a --roles king        | \"king\" is none of the roles",
                "create --name a --permissions all   | \"all\" is no permission",
                "create --name a --metadata x        | --metadata is name=value",
                "rotate                              | which key?",
                "rotate abc --overlap long           | --overlap is a time",
                "disable                             | which key?",
                "delete a b                          | which key?"
            })
    void whatCannotBeUnderstoodIsSaidWithTheHelp(String line, String expected) {
        assertRefused(line, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "--models,      500, m1,      --models has more than 500",
        "--providers,   500, p1,      --providers has more than 500",
        "--ip,          100, 10.0.0.1, --ip has more than 100",
        "--models,        0, m,       a name of --models is a line of at most 200 characters",
        "--model-limits,  0, m,       a pattern of --model-limits is a line of at most 200 characters"
    })
    void aKeyIsNoLargerThanOverHttp(String option, int most, String one, String expected) {
        String value = most == 0
                ? one.repeat(201) + (option.contains("limits") ? ":requests_per_minute=1" : "")
                : String.join(",", Collections.nCopies(most + 1, one));
        assertRefused("create --name a " + option + " " + value, expected);
    }

    @Test
    void aKeyHasNoMoreMetadataAndBudgetsThanOverHttp() {
        String pairs =
                IntStream.rangeClosed(0, 16).mapToObj(i -> "n" + i + "=v").collect(Collectors.joining(","));
        assertRefused("create --name a --metadata " + pairs, "--metadata has more than 16");
        assertRefused("create --name a --metadata " + "n".repeat(65) + "=v", "a name of --metadata is a line");
        assertRefused("create --name a" + " --budget 1/day".repeat(21), "--budget stands more than 20 times");
    }

    private void assertRefused(String line, String expected) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(KeysCommand.USAGE);
        assertThat(out()).isEmpty();
        assertThat(err()).contains(expected, "serai keys create --name NAME");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
